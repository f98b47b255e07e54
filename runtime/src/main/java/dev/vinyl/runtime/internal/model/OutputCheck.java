package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Finds what is no answer in a model's output. NaN and +infinity never are one. -infinity is how
 * some models take a class out of the choice, which holds as long as another class of that pixel
 * has a number (or there is one channel alone, whose other class has none); in all but scores of
 * classes it is refused too.
 */
final class OutputCheck {
  private final TensorSpec spec;
  private final int classes;
  private final int stride;

  /** For one output of a model. */
  OutputCheck(TensorSpec spec, ModelDescription description) {
    this.spec = spec;
    int sizes = spec.shape().size();
    boolean image = description.metadata().task().equals(ModelTask.SEGMENT) && sizes == 3;
    boolean single = description.metadata().task().equals(ModelTask.CLASSIFY) && sizes == 1;
    boolean first = image && description.outputLayout() == TensorLayout.NCHW;
    this.classes = image || single ? spec.shape().get(first ? 0 : sizes - 1) : 0;
    this.stride = first ? spec.shape().get(1) * spec.shape().get(2) : 1;
  }

  /**
   * Looks at a batch's values. Where all are finite, as nearly always, that is one pass over
   * integers: 1 ms for 64 answers of 3 x 128 x 128, which take ViNy some 400.
   *
   * @param values from position 0 on, the output for each image
   * @throws IllegalStateException if one is no answer
   */
  void require(String model, ByteBuffer values, int images) {
    ByteBuffer bytes = values.order(ByteOrder.nativeOrder());
    int count = images * spec.values();
    if (!spec.type().isFloatingPoint() || allFinite(bytes, count)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      double value = value(bytes, i);
      if (!Double.isFinite(value) && !(value < 0 && isOneOfSeveral(bytes, i))) {
        throw new IllegalStateException(
            "%s: its output '%s' holds %s for image %d of %d, which is no score; its weights may be damaged, its 16 bits too few, or mean and std wrong"
                .formatted(model, spec.name(), value, 1 + i / spec.values(), images));
      }
    }
  }

  /**
   * Infinity and NaN are the values whose exponent has all bits set; without its sign and with one
   * added to its exponent, such a value alone reaches the sign's bit.
   */
  private boolean allFinite(ByteBuffer bytes, int count) {
    switch (spec.type()) {
      case FLOAT16 -> {
        ShortBuffer bits = bytes.asShortBuffer();
        int signs = 0;
        for (int i = 0; i < count; i++) {
          signs |= (bits.get(i) & Short.MAX_VALUE) + 0x0400;
        }
        return (signs & 0x8000) == 0;
      }
      case FLOAT64 -> {
        LongBuffer bits = bytes.asLongBuffer();
        long signs = 0;
        for (int i = 0; i < count; i++) {
          signs |= (bits.get(i) & Long.MAX_VALUE) + 0x0010000000000000L;
        }
        return signs >= 0;
      }
      default -> {
        IntBuffer bits = bytes.asIntBuffer();
        int signs = 0;
        for (int i = 0; i < count; i++) {
          signs |= (bits.get(i) & Integer.MAX_VALUE) + 0x00800000;
        }
        return signs >= 0;
      }
    }
  }

  private double value(ByteBuffer bytes, int index) {
    return switch (spec.type()) {
      case FLOAT16 -> Fp16Conversions.fp16ToFloat(bytes.getShort(Short.BYTES * index));
      case FLOAT64 -> bytes.getDouble(Double.BYTES * index);
      default -> bytes.getFloat(Float.BYTES * index);
    };
  }

  /** Whether the value is a class's score, and another class of the same pixel has a number. */
  private boolean isOneOfSeveral(ByteBuffer bytes, int index) {
    if (classes < 2) {
      return classes == 1;
    }
    int first = index - index / stride % classes * stride;
    for (int c = 0; c < classes; c++) {
      if (Double.isFinite(value(bytes, first + c * stride))) {
        return true;
      }
    }
    return false;
  }
}
