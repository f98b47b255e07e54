package dev.vinyl.training.loop;

import java.util.List;
import java.util.Objects;

/**
 * One tensor of a batch, described for a single example.
 *
 * @param name the model input that it is meant for
 * @param type of the elements
 * @param shape sizes of one example without the batch dimension, each at least 1
 */
public record InputSpec(String name, Kind type, List<Integer> shape) {

  /** What a tensor holds. */
  public enum Kind {
    /** 32-bit floating point, in a {@link java.nio.FloatBuffer}. */
    FLOAT32,
    /** 64-bit integer, in a {@link java.nio.LongBuffer}. */
    INT64
  }

  /** Checks the sizes. */
  public InputSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(name + ": sizes must be at least 1, got " + shape);
    }
  }

  /** How many elements one example has. */
  public int elements() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
