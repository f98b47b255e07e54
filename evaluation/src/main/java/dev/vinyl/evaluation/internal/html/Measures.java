package dev.vinyl.evaluation.internal.html;

import java.util.Map;
import java.util.TreeMap;

/**
 * What each measure of geometry is, in a line. A name stands for all that begin with it and a dot.
 */
final class Measures {
  static final Map<String, String> LINES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "withinImageVariance",
                  "How much the patches of one image differ from their mean."),
              Map.entry(
                  "acrossImageVariance",
                  "How much the means of the images differ from each other."),
              Map.entry(
                  "effectiveRank",
                  "How many directions the tokens use: exp of the entropy of the singular values."),
              Map.entry(
                  "covarianceEffectiveRank", "Effective rank of the covariance of the tokens."),
              Map.entry(
                  "participationRatio",
                  "How many directions hold the variance: squared sum of eigenvalues by sum of"
                      + " squares."),
              Map.entry("alignment.within", "Mean cosine of patches in one region of an image."),
              Map.entry(
                  "alignment.across", "Mean cosine of patches in different regions of an image."),
              Map.entry("alignment.gap", "Cosine within regions minus cosine across them."),
              Map.entry("alignment.silhouette", "How well the tokens separate regions, -1 to 1."),
              Map.entry(
                  "probe.paper",
                  "Accuracy of a linear probe of each patch's class on the patches it was trained"
                      + " on."),
              Map.entry(
                  "probe.heldOut", "Accuracy of a linear probe on images it was not trained on."),
              Map.entry(
                  "probe.knn.patchMiou",
                  "Mean IoU over patches of test images by their 20 nearest training patches."),
              Map.entry(
                  "probe.knn.pixelMiou",
                  "The same over the masks' pixels: votes enlarged bilinearly to the mask's size."),
              Map.entry(
                  "probe.linear.patchMiou",
                  "Mean IoU over patches of test images by one linear layer on normalized tokens."),
              Map.entry(
                  "probe.linear.pixelMiou",
                  "The same over the masks' pixels: logits enlarged bilinearly to the mask's size."),
              Map.entry(
                  "norms.outlierShare",
                  "Share of tokens that are far longer than the others; see token norms."),
              Map.entry(
                  "moransI",
                  "Moran's I of similarity maps: 1 where neighbours are alike, 0 by chance.")));

  private Measures() {}

  /** The name as it is, or with its line on demand; by mouse, finger and keyboard. */
  static void append(Markup page, String name) {
    append(page, name, LINES);
  }

  /** Likewise, with the lines by name. */
  static void append(Markup page, String name, Map<String, String> lines) {
    String line = lines.get(name);
    for (int dot = name.lastIndexOf('.'); line == null && dot > 0; ) {
      line = lines.get(name.substring(0, dot));
      dot = name.lastIndexOf('.', dot - 1);
    }
    if (line == null) {
      page.text(name);
    } else {
      page.open("details", "class", "measure").leaf("summary", name).leaf("span", line).close();
    }
  }
}
