package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /**
   * How much patch tokens vary within images and across them, as the paper defines it. Immutable.
   *
   * @param withinImage unbiased variance over the patches of an image, averaged over images and
   *     dimensions
   * @param acrossImages unbiased variance over images of their mean tokens, averaged over
   *     dimensions; NaN of a single image
   * @param images how many images were looked at
   */
  public record VarianceDecomposition(
      ConfidenceInterval withinImage, ConfidenceInterval acrossImages, long images) {}

  /**
   * Mean cosine similarity of all pairs of patches by their Manhattan distance on the grid, over
   * all images. Immutable.
   *
   * @param curve the cosine at distance 1, 2 and so on, -1..1; 14 of them on a grid of 8 x 8
   * @param images how many images were looked at
   */
  public record CosineByDistance(List<ConfidenceInterval> curve, long images) {

    /** Takes a copy. */
    public CosineByDistance {
      curve = List.copyOf(curve);
    }

    /** The mean cosine at a distance, 1..{@link #maxDistance}. */
    public ConfidenceInterval at(int distance) {
      if (distance < 1 || distance > curve.size()) {
        throw new IllegalArgumentException(
            "distances are 1..%d, got %d".formatted(curve.size(), distance));
      }
      return curve.get(distance - 1);
    }

    /** The distance of opposite corners. */
    public int maxDistance() {
      return curve.size();
    }
  }

  /**
   * How many directions the tokens of all images fill. Immutable.
   *
   * @param singularValues of the matrix of all tokens, [N images * patches, D], not centred; D of
   *     them, descending. They come from the eigenvalues of its Gram matrix, so that those below
   *     1e-8 of the largest are noise
   * @param covarianceEigenvalues of the unbiased covariance of the tokens, that is centred; D of
   *     them, descending
   * @param effectiveRank of the matrix of all tokens, not centred: exp of the entropy of its
   *     singular values, divided by their sum (Roy and Vetterli 2007); 1..D
   * @param covarianceEffectiveRank of the covariance: the same of its eigenvalues, which are
   *     squares; 1..D
   * @param participationRatio of the covariance: square of the sum of its eigenvalues, divided by
   *     the sum of their squares; 1..D
   * @param tokens how many tokens there were
   */
  public record TokenSpectrum(
      List<Double> singularValues,
      List<Double> covarianceEigenvalues,
      ConfidenceInterval effectiveRank,
      ConfidenceInterval covarianceEffectiveRank,
      ConfidenceInterval participationRatio,
      long tokens) {

    /** Takes copies. */
    public TokenSpectrum {
      singularValues = List.copyOf(singularValues);
      covarianceEigenvalues = List.copyOf(covarianceEigenvalues);
    }
  }

  /**
   * How much neighbours resemble each other in similarity maps: mean {@link
   * SimilarityMap#moransI()} over the images, by the patch that the maps are of. Immutable.
   *
   * @param moransI by reference patch; every one is there, NaN if no image has it
   * @param images how many images were looked at
   */
  public record SpatialAutocorrelation(
      Map<ReferencePatch, ConfidenceInterval> moransI, long images) {

    /** Takes a copy in the order of the reference patches. */
    public SpatialAutocorrelation {
      Map<ReferencePatch, ConfidenceInterval> copy = new EnumMap<>(ReferencePatch.class);
      copy.putAll(moransI);
      moransI = Collections.unmodifiableMap(copy);
    }

    /** That of the maps of one reference patch. */
    public ConfidenceInterval of(ReferencePatch reference) {
      return Objects.requireNonNull(moransI.get(reference));
    }
  }

  /**
   * How well tokens follow the segmentation: an image's region is the set of its patches of one
   * class. Every number is one of each image, averaged over the images that have it. Immutable.
   *
   * @param within mean cosine of two patches of the same region, -1..1
   * @param across mean cosine of two patches of different regions, -1..1
   * @param gap {@code within - across} of the images that have both
   * @param silhouette mean silhouette (Rousseeuw 1987) of an image's patches by the distance 1 -
   *     cosine, exact within each image; -1..1; of images with at least two regions. A patch that
   *     is alone in its region counts 0
   * @param silhouetteByClass the same over the patches of one class, in the order of the classes
   * @param images how many images were looked at
   */
  public record RegionAlignment(
      ConfidenceInterval within,
      ConfidenceInterval across,
      ConfidenceInterval gap,
      ConfidenceInterval silhouette,
      List<ConfidenceInterval> silhouetteByClass,
      long images) {

    /** Takes a copy. */
    public RegionAlignment {
      silhouetteByClass = List.copyOf(silhouetteByClass);
    }
  }

  /**
   * How many patches a probe labels right. Immutable.
   *
   * @param accuracy share of the labelled patches of all images, 0..1; the interval comes from
   *     drawing images, with the probe as it is
   * @param confusion of the patches; row = ground truth, column = prediction
   * @param images how many were measured on
   */
  public record ProbeAccuracy(ConfidenceInterval accuracy, ConfusionMatrix confusion, int images) {}
}
