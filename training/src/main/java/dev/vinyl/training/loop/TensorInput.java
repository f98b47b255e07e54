package dev.vinyl.training.loop;

import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A batch's tensor, from position 0 of a direct buffer in native byte order.
 *
 * @param name the model input that it is meant for
 * @param shape sizes, outermost first
 * @param data a direct {@link FloatBuffer} or {@link LongBuffer} with at least as many elements as
 *     the shape says
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copied in and out
public record TensorInput(String name, long[] shape, Buffer data) {

  /** Checks that the buffer is direct, of a known type and large enough. */
  public TensorInput {
    shape = shape.clone();
    if (!(data instanceof FloatBuffer || data instanceof LongBuffer)) {
      throw new IllegalArgumentException(
          name + ": expected a FloatBuffer or LongBuffer, got " + data.getClass().getSimpleName());
    }
    if (!data.isDirect()) {
      throw new IllegalArgumentException(name + ": the buffer must be direct");
    }
    if (data.capacity() < elements(shape)) {
      throw new IllegalArgumentException(
          "%s: shape %s needs %d elements, the buffer has %d"
              .formatted(name, Arrays.toString(shape), elements(shape), data.capacity()));
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** How many elements the shape holds. */
  public int elements() {
    return Math.toIntExact(elements(shape));
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(shape) + " in a " + data.getClass().getSimpleName();
  }

  private static long elements(long[] shape) {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }
}
