package dev.vinyl.evaluation.metric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * One number for each image, in the order in which they were added; NaN where an image has none. It
 * takes 8 bytes an image. Not thread-safe; give each thread its own and {@link #merge} them.
 */
public final class ImageValues implements Serializable {
  private static final int FIRST_CAPACITY = 64;

  private double[] values = new double[FIRST_CAPACITY];
  private int size;

  /** Starts without an image. */
  public ImageValues() {}

  /** The values of images in their order. */
  public static ImageValues of(double... values) {
    ImageValues all = new ImageValues();
    for (double value : values) {
      all.add(value);
    }
    return all;
  }

  /** Adds the next image's value, finite or NaN for none. */
  public void add(double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("an image's value must be finite or NaN, got " + value);
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** Adds all of another's images behind these; the other stays as it is. */
  public void merge(ImageValues other) {
    int added = other.size; // the other may be this
    for (int i = 0; i < added; i++) {
      add(other.values[i]);
    }
  }

  /** How many images were added, those without a value too. */
  public int size() {
    return size;
  }

  /** The value of one image, counted from 0; NaN if it has none. */
  public double get(int image) {
    if (image < 0 || image >= size) {
      throw new IndexOutOfBoundsException(
          "there are %d images, and none has the number %d".formatted(size, image));
    }
    return values[image];
  }

  /**
   * Mean over the images that have a value; NaN if none has. The same to the last bit in whatever
   * order they were added.
   */
  public double mean() {
    double[] sorted = sorted();
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }

  /**
   * As {@link #mean}, with the sum kept exactly, so that nothing but the division is rounded; NaN
   * if no image has a value.
   */
  public double exactMean() {
    BigDecimal sum = BigDecimal.ZERO;
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(values[i])) {
        sum = sum.add(new BigDecimal(values[i]));
        count++;
      }
    }
    return count == 0
        ? Double.NaN
        : sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }

  /** The values that there are, ascending, so that what is done with them forgets their order. */
  double[] sorted() {
    double[] defined = Arrays.stream(values, 0, size).filter(v -> !Double.isNaN(v)).toArray();
    Arrays.sort(defined);
    return defined;
  }
}
