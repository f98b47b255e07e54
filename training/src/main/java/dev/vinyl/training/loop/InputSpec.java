package dev.vinyl.training.loop;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    FLOAT32(Float.BYTES),
    /** 64-bit integer, in a {@link java.nio.LongBuffer}. */
    INT64(Long.BYTES);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }
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

  /** The shape of a batch of this many examples, [B, ...]. */
  long[] batchShape(int examples) {
    long[] sizes = new long[shape.size() + 1];
    sizes[0] = examples;
    for (int i = 0; i < shape.size(); i++) {
      sizes[i + 1] = shape.get(i);
    }
    return sizes;
  }

  /** A direct buffer in native byte order with room for this many examples. */
  Buffer allocate(int examples) {
    int bytes = Math.multiplyExact(Math.multiplyExact(elements(), examples), type.bytes);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    return switch (type) {
      case FLOAT32 -> buffer.asFloatBuffer();
      case INT64 -> buffer.asLongBuffer();
    };
  }
}
