package dev.vinyl.evaluation.metric;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The confusion matrix of each image, in the order in which they were added, so that scores can be
 * given intervals. Of each only the cells that are not 0 are kept, some 100 bytes an image. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
public final class ImageMatrices {
  private final int classes;
  private final List<SparseCounts> images = new ArrayList<>();

  /**
   * Starts without an image.
   *
   * @param classes how many classes there are, 1..255
   */
  public ImageMatrices(int classes) {
    this.classes = ConfusionMatrix.empty(classes).classes();
  }

  /**
   * Adds the next image.
   *
   * @throws IllegalArgumentException if it has another number of classes
   */
  public void add(ConfusionMatrix image) {
    if (image.classes() != classes) {
      throw new IllegalArgumentException(
          "cannot add a matrix of %d classes to those of %d".formatted(image.classes(), classes));
    }
    images.add(image.sparse());
  }

  /**
   * Adds all of another's images behind these; the other stays as it is.
   *
   * @throws IllegalArgumentException if they have another number of classes
   */
  public void merge(ImageMatrices other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "cannot merge matrices of %d classes into those of %d".formatted(other.classes, classes));
    }
    images.addAll(List.copyOf(other.images));
  }

  /** How many images were added. */
  public int size() {
    return images.size();
  }

  /** The matrix of one image, counted from 0. */
  public ConfusionMatrix image(int index) {
    long[] counts = new long[classes * classes];
    images.get(index).addTo(counts, 1);
    return ConfusionMatrix.ofCounts(classes, counts);
  }

  /** The matrix of all images together. */
  public ConfusionMatrix total() {
    return total(images, null);
  }

  /** A score of all images; NaN if they do not define it. */
  public double score(Score score) {
    return score.reduction() == Score.Reduction.DATASET
        ? score.formula().applyAsDouble(total())
        : perImage(score).mean();
  }

  /** The formula of a score, for each image alone. */
  public ImageValues perImage(Score score) {
    ImageValues values = new ImageValues();
    for (int i = 0; i < images.size(); i++) {
      values.add(score.formula().applyAsDouble(image(i)));
    }
    return values;
  }

  /** A score with its interval. Images are drawn. */
  public ConfidenceInterval interval(Score score, Bootstrap bootstrap) {
    return intervals(List.of(score), bootstrap).get(0);
  }

  /** Scores with their intervals, in the order given. All come from the same draws of images. */
  public List<ConfidenceInterval> intervals(List<Score> scores, Bootstrap bootstrap) {
    Iterator<Resamples> ofDataset = datasetResamples(scores, bootstrap).iterator();
    List<ConfidenceInterval> intervals = new ArrayList<>();
    for (Score score : scores) {
      intervals.add(
          score.reduction() == Score.Reduction.DATASET
              ? ofDataset.next().interval(bootstrap.level())
              : bootstrap.mean(perImage(score)));
    }
    return List.copyOf(intervals);
  }

  /**
   * Scores of each of the same draws of images, in the order given. The draws go by the images'
   * places, so that those of models that were scored on the same images belong together.
   */
  public List<Resamples> resamples(List<Score> scores, Bootstrap bootstrap) {
    Iterator<Resamples> ofDataset = datasetResamples(scores, bootstrap).iterator();
    List<Resamples> resamples = new ArrayList<>();
    for (Score score : scores) {
      resamples.add(
          score.reduction() == Score.Reduction.DATASET
              ? ofDataset.next()
              : bootstrap.meanByPlace(perImage(score)));
    }
    return List.copyOf(resamples);
  }

  private List<Resamples> datasetResamples(List<Score> scores, Bootstrap bootstrap) {
    List<Score> dataset =
        scores.stream().filter(s -> s.reduction() == Score.Reduction.DATASET).toList();
    List<SparseCounts> all = List.copyOf(images);
    return bootstrap.resamples(all.size(), times -> scoresOf(total(all, times), dataset));
  }

  private static List<Double> scoresOf(ConfusionMatrix matrix, List<Score> scores) {
    return scores.stream().map(score -> score.formula().applyAsDouble(matrix)).toList();
  }

  /**
   * How much a second model's score differs from that of these, on the same images in the same
   * order. Better and worse are judged by the score's formula for each image alone.
   *
   * @throws IllegalArgumentException if the other has another number of images or classes
   */
  public PairedDifference difference(ImageMatrices second, Score score, Bootstrap bootstrap) {
    if (second.classes != classes || second.size() != size()) {
      throw new IllegalArgumentException(
          "a paired difference needs the same images and classes twice, got %d images of %d classes and %d of %d"
              .formatted(size(), classes, second.size(), second.classes));
    }
    ImageValues ofFirst = perImage(score);
    ImageValues ofSecond = second.perImage(score);
    if (score.reduction() == Score.Reduction.IMAGES) {
      return bootstrap.difference(ofFirst, ofSecond);
    }
    List<SparseCounts> before = List.copyOf(images);
    List<SparseCounts> after = List.copyOf(second.images);
    ConfidenceInterval difference =
        bootstrap.interval(
            before.size(),
            times ->
                score.formula().applyAsDouble(total(after, times))
                    - score.formula().applyAsDouble(total(before, times)));
    return PairedDifference.of(difference, ofFirst, ofSecond);
  }

  private ConfusionMatrix total(List<SparseCounts> some, int @Nullable [] times) {
    long[] sum = new long[classes * classes];
    for (int i = 0; i < some.size(); i++) {
      int weight = times == null ? 1 : times[i];
      if (weight > 0) {
        some.get(i).addTo(sum, weight);
      }
    }
    return ConfusionMatrix.ofCounts(classes, sum);
  }
}
