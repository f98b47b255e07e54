package dev.vinyl.evaluation.metric;

import java.util.Arrays;

/**
 * One number for each picture, in the order in which they were added; NaN where a picture has none.
 * It takes 8 bytes a picture. Not thread-safe; give each thread its own and {@link #merge} them.
 */
public final class PictureValues {
  private static final int FIRST_CAPACITY = 64;

  private double[] values = new double[FIRST_CAPACITY];
  private int size;

  /** Starts without a picture. */
  public PictureValues() {}

  /** The values of pictures in their order. */
  public static PictureValues of(double... values) {
    PictureValues all = new PictureValues();
    for (double value : values) {
      all.add(value);
    }
    return all;
  }

  /** Adds the next picture's value, finite or NaN for none. */
  public void add(double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("a picture's value must be finite or NaN, got " + value);
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** Adds all of another's pictures behind these; the other stays as it is. */
  public void merge(PictureValues other) {
    int added = other.size; // the other may be this
    for (int i = 0; i < added; i++) {
      add(other.values[i]);
    }
  }

  /** How many pictures were added, those without a value too. */
  public int size() {
    return size;
  }

  /** The value of one picture, counted from 0; NaN if it has none. */
  public double get(int picture) {
    if (picture < 0 || picture >= size) {
      throw new IndexOutOfBoundsException(
          "there are %d pictures, and none has the number %d".formatted(size, picture));
    }
    return values[picture];
  }

  /**
   * Mean over the pictures that have a value; NaN if none has. The same to the last bit in whatever
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

  /** The values that there are, ascending, so that what is done with them forgets their order. */
  double[] sorted() {
    double[] defined = Arrays.stream(values, 0, size).filter(v -> !Double.isNaN(v)).toArray();
    Arrays.sort(defined);
    return defined;
  }
}
