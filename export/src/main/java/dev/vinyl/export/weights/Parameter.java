package dev.vinyl.export.weights;

import java.util.Arrays;
import java.util.Objects;

/**
 * One named tensor of float32 values in row-major order.
 *
 * <p>The values are shared, not copied: whoever hands an array over gives up writing to it, and
 * whoever reads {@link #values()} must not change it.
 */
public final class Parameter {
  private final String name;
  private final long[] shape;
  private final float[] values;

  /**
   * Wraps values.
   *
   * @param name PyTorch's name, such as {@code transformer.norm.weight}
   * @param shape sizes, outermost first; empty for a scalar
   * @param values as many as the shape says, row-major
   * @throws IllegalArgumentException if the number of values does not fit the shape
   */
  public Parameter(String name, long[] shape, float[] values) {
    this.name = Objects.requireNonNull(name, "name");
    this.shape = shape.clone();
    this.values = Objects.requireNonNull(values, "values");
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            name + " has a negative size in " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, size);
    }
    if (count != values.length) {
      throw new IllegalArgumentException(
          "%s %s needs %d values, got %d"
              .formatted(name, Arrays.toString(shape), count, values.length));
    }
  }

  /** PyTorch's name. */
  public String name() {
    return name;
  }

  /** Sizes, outermost first (a copy). */
  public long[] shape() {
    return shape.clone();
  }

  /** The values themselves, row-major; not to be changed. */
  public float[] values() {
    return values;
  }

  /** The same values under another name. */
  public Parameter renamed(String newName) {
    return new Parameter(newName, shape, values);
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(shape);
  }
}
