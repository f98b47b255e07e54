package dev.vinyl.evaluation.geometry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found of the patch tokens of one encoder, or of one of its layers. Immutable.
 *
 * @param name unique in its report
 * @param modelHash SHA-256 of the model's file, 64 hexadecimal digits
 * @param rows of the grid of patches
 * @param columns of the grid
 * @param dimension numbers of a token
 * @param images how many images were looked at
 * @param variances within images and across them
 * @param cosines by distance on the grid
 * @param spectrum of all tokens
 * @param autocorrelation of similarity maps; without labels only of the background corner's
 * @param alignment with the segmentation; null without labels
 * @param probes what can be read off the tokens; null without labels
 */
public record EncoderGeometry(
    String name,
    String modelHash,
    int rows,
    int columns,
    int dimension,
    int images,
    VarianceDecomposition variances,
    CosineByDistance cosines,
    TokenSpectrum spectrum,
    SpatialAutocorrelation autocorrelation,
    @Nullable RegionAlignment alignment,
    @Nullable Probes probes) {

  /**
   * Linear probes of each patch's label.
   *
   * @param paper the paper's, measured on the images it was trained on
   * @param paperImages how many those were
   * @param heldOut trained, chosen and measured on different images; null where there are too few
   */
  public record Probes(ProbeAccuracy paper, int paperImages, @Nullable HeldOutProbe heldOut) {}

  /**
   * What a probe found that is fitted, chosen and measured on different images. Immutable.
   *
   * @param test accuracy on the images to test on, with the penalty that was chosen
   * @param penalty the one with the highest accuracy on the images to choose by, the largest of
   *     those that tie
   * @param candidates what each penalty gave, in their order
   */
  public record HeldOutProbe(ProbeAccuracy test, double penalty, List<Candidate> candidates) {

    /** Takes a copy. */
    public HeldOutProbe {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * What a penalty gave.
   *
   * @param penalty its strength
   * @param trainingLoss mean cross entropy and penalty on the images it is fitted to, in nats
   * @param validationAccuracy share of the patches labelled right, 0..1
   * @param iterations of L-BFGS
   */
  public record Candidate(
      double penalty, double trainingLoss, double validationAccuracy, int iterations) {}
}
