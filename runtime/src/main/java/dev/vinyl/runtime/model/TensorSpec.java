package dev.vinyl.runtime.model;

import java.util.List;

/**
 * An input or output of a model, as far as one image is concerned: a batch of them lies one after
 * another in memory.
 *
 * @param name in the model's file
 * @param type of its values
 * @param shape of one image's part, without the batch, every size at least 1; empty where an image
 *     has a single value
 */
public record TensorSpec(String name, ElementType type, List<Integer> shape) {
  /** Checks the sizes. */
  public TensorSpec {
    shape = List.copyOf(shape);
    if (!shape.stream().allMatch(size -> size >= 1)) {
      throw new IllegalArgumentException(
          "sizes of '%s' must be at least 1, got %s".formatted(name, shape));
    }
    bytes(type, shape);
  }

  /** Values of one image. */
  public int values() {
    return bytes() / type.bytes();
  }

  /** Bytes of one image. */
  public int bytes() {
    return bytes(type, shape);
  }

  private static int bytes(ElementType type, List<Integer> shape) {
    try {
      return shape.stream().reduce(type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "an image's part of a tensor must stay below 2 GiB, got %s %s".formatted(type, shape), e);
    }
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name, type, shape);
  }
}
