package dev.vinyl.evaluation.geometry;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found of the patch tokens of one encoder, or of one of its layers. Patches
 * that show nothing of an image, but only the padding around it, count nowhere. Immutable.
 *
 * @param name unique in its report
 * @param modelHash SHA-256 of the model's file, 64 hexadecimal digits
 * @param rows of the grid of patches
 * @param columns of the grid
 * @param dimension numbers of a token
 * @param images how many images were looked at
 * @param variances within images and across them
 * @param cosines by distance on the grid
 * @param norms how long tokens are, and which of them stand out
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
    TokenNorms norms,
    TokenSpectrum spectrum,
    SpatialAutocorrelation autocorrelation,
    @Nullable RegionAlignment alignment,
    @Nullable Probes probes) {

  /**
   * Probes of each patch's label. Immutable.
   *
   * @param paper the paper's, measured on the images it was trained on
   * @param paperImages how many those were
   * @param heldOut trained, chosen and measured on different images; null where there are too few
   * @param segmentation those that were asked for, each kind once
   */
  public record Probes(
      ProbeAccuracy paper,
      int paperImages,
      @Nullable HeldOutProbe heldOut,
      List<SegmentationProbe> segmentation) {

    /** Takes a copy. */
    public Probes {
      segmentation = List.copyOf(segmentation);
    }

    /** The one of a kind; null if it was not asked for. */
    public @Nullable SegmentationProbe segmentation(ProbeKind kind) {
      return segmentation.stream().filter(probe -> probe.kind() == kind).findFirst().orElse(null);
    }
  }

  /** How dense features are usually measured: by what segments well from them without training. */
  public enum ProbeKind {
    /**
     * Weighted k nearest neighbours: 20 of them by cosine, each voting with exp(similarity / 0.07).
     */
    KNN("k nearest neighbours"),
    /**
     * Batch normalization without scale and shift, and one linear layer: 1,000 steps of AdamW on 16
     * images each, at a rate that falls from 1e-3 to 0, with a decay of 1e-4.
     */
    LINEAR("linear layer");

    private final String label;

    ProbeKind(String label) {
      this.label = label;
    }

    /** The name in JSON, also of {@code --probe}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The name for people. */
    public String label() {
      return label;
    }
  }

  /**
   * Segmentation by frozen tokens, learnt from the training images and measured on others. The mean
   * IoU is that of one confusion matrix over all images, absent classes left out; intervals come
   * from drawing images. Immutable.
   *
   * @param kind how it is learnt
   * @param patchMiou over labelled patches, of which each has the class of most of its pixels
   * @param patches confusion of these patches; row = ground truth, column = prediction
   * @param pixelMiou over the masks' pixels, after the scores of patches were enlarged bilinearly
   *     to each mask's own size, of the pixels that the model was shown: what a crop cut off counts
   *     nowhere, and padding says nothing; null where masks were not at hand or are not those of
   *     the features, and of files that do not say how images were fitted, unless by stretching
   * @param trainingImages how many it was learnt from
   * @param trainingPatches how many labelled patches these have
   * @param testImages how many it was measured on
   * @param testSplit which these are of: test, or val where there is no test
   */
  public record SegmentationProbe(
      ProbeKind kind,
      ConfidenceInterval patchMiou,
      ConfusionMatrix patches,
      @Nullable ConfidenceInterval pixelMiou,
      int trainingImages,
      long trainingPatches,
      int testImages,
      Split testSplit) {}

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
   * all images that have such pairs, each image's mean first. Immutable.
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
   * How long patch tokens are, and which of them stand out: vision transformers tend to keep what
   * concerns the whole image in a few patches of little content, whose tokens become several times
   * as long as the others (Darcet et al. 2023, arXiv 2309.16588) and are no features of their
   * place. Behind a final LayerNorm, look at the tokens after the blocks. Immutable.
   *
   * @param median L2 norm of a token
   * @param medianDeviation median of the distances of all norms from it
   * @param largest of all norms
   * @param cutoff an outlier is longer than this: by a modified z-score above 3.5 (Iglewicz and
   *     Hoaglin 1993), so {@code median + 3.5 / 0.6745 * medianDeviation}, and at least twice the
   *     median
   * @param outlierShare share of the tokens that are outliers, 0..1
   * @param histogram how many tokens there are in each of equal steps from 0 to {@code largest}
   * @param outlierMap of each patch of the grid, row by row, the share of the images that lie there
   *     whose token is an outlier, 0..1; empty if there is no outlier
   */
  public record TokenNorms(
      double median,
      double medianDeviation,
      double largest,
      double cutoff,
      ConfidenceInterval outlierShare,
      List<Long> histogram,
      List<Double> outlierMap) {

    /** Takes copies. */
    public TokenNorms {
      histogram = List.copyOf(histogram);
      outlierMap = List.copyOf(outlierMap);
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
