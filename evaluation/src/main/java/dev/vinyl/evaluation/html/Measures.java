package dev.vinyl.evaluation.html;

import java.util.Map;
import java.util.TreeMap;

/** What each measure is, in a line. A name stands for all that begin with it and a dot. */
final class Measures {
  private static final Map<String, String> LINES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "dataset.miou",
                  "Mean IoU of the classes, from the pixels of all images together."),
              Map.entry(
                  "dataset.meanDice",
                  "Mean Dice (2 x overlap / sum of both areas) of the classes, over all pixels."),
              Map.entry("dataset.pixelAccuracy", "Share of all pixels that are predicted right."),
              Map.entry(
                  "dataset.meanClassAccuracy",
                  "Share of each class's pixels that are predicted right, averaged over classes."),
              Map.entry(
                  "dataset.frequencyWeightedIou",
                  "IoU of the classes, weighted by their shares of the ground truth."),
              Map.entry(
                  "image.miou.skip",
                  "Mean IoU of each image without the classes that it lacks, averaged over"
                      + " images."),
              Map.entry(
                  "image.miou.one",
                  "Mean IoU of each image, a class that it lacks counting 1, averaged over"
                      + " images."),
              Map.entry(
                  "image.miou.zero",
                  "Mean IoU of each image, a class that it lacks counting 0, averaged over"
                      + " images."),
              Map.entry(
                  "paper.miou",
                  "The paper's: mean IoU of each image, a class that it lacks counting 0,"
                      + " averaged."),
              Map.entry(
                  "foreground.iou",
                  "IoU of the pet against the rest, the border's pixels left out."),
              Map.entry(
                  "boundary.miou",
                  "Mean IoU of only the pixels within 2 % of the diagonal of a contour."),
              Map.entry(
                  "calibration.ece",
                  "Expected calibration error: how far confidence is from accuracy; 0 is best."),
              Map.entry(
                  "calibration.nll",
                  "Mean negative log likelihood of the ground truth, in nats; lower is better."),
              Map.entry(
                  "calibration.temperature.ece",
                  "Expected calibration error after dividing logits by the fitted temperature."),
              Map.entry(
                  "calibration.temperature.nll",
                  "Negative log likelihood after dividing logits by the fitted temperature."),
              Map.entry(
                  "trimap.accuracy",
                  "Share of pixels predicted right among those near a boundary of the"
                      + " ground truth."),
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
                  "moransI",
                  "Moran's I of similarity maps: 1 where neighbours are alike, 0 by chance.")));

  private Measures() {}

  /** The name as it is, or with its line on demand; by mouse, finger and keyboard. */
  static void append(Markup page, String name) {
    String line = LINES.get(name);
    for (int dot = name.lastIndexOf('.'); line == null && dot > 0; ) {
      line = LINES.get(name.substring(0, dot));
      dot = name.lastIndexOf('.', dot - 1);
    }
    if (line == null) {
      page.text(name);
    } else {
      page.open("details", "class", "measure").leaf("summary", name).leaf("span", line).close();
    }
  }
}
