package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The confusion matrix of each image, in the order in which they were added, so that scores can be
 * given intervals. Of each only the cells that are not 0 are kept, some 100 bytes an image. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
public final class ImageMatrices implements Serializable {
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
    images.add(new SparseCounts(image.counts()));
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

  /** A formula of each image's matrix alone. */
  public ImageValues perImage(ToDoubleFunction<ConfusionMatrix> formula) {
    ImageValues values = new ImageValues();
    for (int i = 0; i < images.size(); i++) {
      values.add(formula.applyAsDouble(image(i)));
    }
    return values;
  }

  /** A formula of the matrix of all images with its interval. Images are drawn. */
  public ConfidenceInterval interval(
      ToDoubleFunction<ConfusionMatrix> formula, Bootstrap bootstrap) {
    return resamples(List.of(formula), bootstrap).get(0).interval(bootstrap.level());
  }

  /**
   * Formulas of the matrix of all images, for each of the same draws of images, in the order given.
   * The draws go by the images' places, so that those of models that were scored on the same images
   * belong together.
   */
  public List<Resamples> resamples(
      List<ToDoubleFunction<ConfusionMatrix>> formulas, Bootstrap bootstrap) {
    List<SparseCounts> all = List.copyOf(images);
    return bootstrap.resamples(
        all.size(),
        times -> {
          ConfusionMatrix matrix = total(all, times);
          return formulas.stream().map(formula -> formula.applyAsDouble(matrix)).toList();
        });
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

  /** The cells of a matrix that are not 0. Immutable. */
  private static final class SparseCounts implements Serializable {
    private final int[] cells;
    private final long[] counts;

    SparseCounts(long[] dense) {
      cells = IntStream.range(0, dense.length).filter(i -> dense[i] != 0).toArray();
      counts = IntStream.of(cells).mapToLong(i -> dense[i]).toArray();
    }

    /** Adds {@code times} times the counts to a dense matrix. */
    void addTo(long[] dense, long times) {
      for (int i = 0; i < cells.length; i++) {
        dense[cells[i]] += times * counts[i];
      }
    }
  }
}
