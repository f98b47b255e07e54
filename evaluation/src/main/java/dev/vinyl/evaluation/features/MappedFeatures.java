package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.util.Float16;

/**
 * The images of one record batch in mapped memory. Sizes were checked once; what an offset says is
 * held by the buffers' bounds.
 */
final class MappedFeatures {
  private static final int IMAGE = 0;
  private static final int SPLIT = 3;
  private static final int FRACTIONS = 5;

  private final FeatureInfo info;
  private final ArrowBatch batch;
  private final int firstLayer;

  /**
   * @throws IllegalArgumentException in a few words, if the batch is damaged
   */
  MappedFeatures(FeatureInfo info, ArrowBatch batch) {
    this.info = info;
    this.batch = batch;
    this.firstLayer = info.labelled() ? FRACTIONS + 1 : SPLIT;
    if (batch.rows() < 1 || batch.rows() % info.patches() != 0) {
      throw new IllegalArgumentException(
          "a batch of %d rows does not hold whole images of %d patches"
              .formatted(batch.rows(), info.patches()));
    }
    requireTexts(IMAGE);
    if (info.labelled()) {
      requireTexts(SPLIT);
      requireVectors(FRACTIONS, (long) Float.BYTES * info.classNames().size());
    }
    for (int layer = 0; layer < info.layers().size(); layer++) {
      requireVectors(firstLayer + layer, (long) tokenBytes() * info.dimension());
    }
  }

  private void requireTexts(int column) {
    require(batch.columns().get(column).buffers().get(1), Integer.BYTES * (batch.rows() + 1L));
  }

  private void requireVectors(int column, long bytesPerRow) {
    require(items(column), bytesPerRow * batch.rows());
  }

  private static void require(ByteBuffer buffer, long bytes) {
    if (buffer.limit() < bytes) {
      throw new IllegalArgumentException(
          "a column has %d bytes instead of %d".formatted(buffer.limit(), bytes));
    }
  }

  private int tokenBytes() {
    return info.float16() ? Short.BYTES : Float.BYTES;
  }

  int images() {
    return batch.rows() / info.patches();
  }

  String id(int image) {
    return text(IMAGE, image);
  }

  String split(int image) {
    return text(SPLIT, image);
  }

  private String text(int column, int image) {
    ArrowColumn texts = batch.columns().get(column);
    ByteBuffer offsets = texts.buffers().get(1);
    int row = image * info.patches();
    int start = offsets.getInt(Integer.BYTES * row);
    int end = offsets.getInt(Integer.BYTES * (row + 1));
    ByteBuffer values = texts.buffers().get(2);
    if (start < 0 || end < start || end > values.limit()) {
      throw new IllegalArgumentException("a text ends before it begins");
    }
    byte[] bytes = new byte[end - start];
    values.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** [N, classes]. */
  float[] fractions(int image) {
    float[] values = new float[info.patches() * info.classNames().size()];
    floats(FRACTIONS).get(image * values.length, values);
    return values;
  }

  /** [N, D]. */
  float[] tokens(int layer, int image) {
    float[] values = new float[info.patches() * info.dimension()];
    if (!info.float16()) {
      floats(firstLayer + layer).get(image * values.length, values);
      return values;
    }
    ShortBuffer halves =
        items(firstLayer + layer).duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    short[] bits = new short[values.length];
    halves.get(image * bits.length, bits);
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float16.toFloat(bits[i]);
    }
    return values;
  }

  private FloatBuffer floats(int column) {
    return items(column).duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private ByteBuffer items(int column) {
    return batch.columns().get(column).children().get(0).buffers().get(1);
  }
}
