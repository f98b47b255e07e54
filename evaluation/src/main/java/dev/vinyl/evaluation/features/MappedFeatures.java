package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Placement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.arrow.memory.util.Float16;

/**
 * The images of one record batch in mapped memory. Sizes were checked once; what an offset says is
 * held by the buffers' bounds.
 */
final class MappedFeatures {
  private static final int IMAGE = 0;
  private static final int SPLIT = 3;
  private static final int FRACTIONS = 5;
  private static final int WIDTH = 0; // behind the layers
  private static final int HEIGHT = 1;

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
    if (info.fitting().isPresent()) {
      require(lengths(WIDTH), (long) Integer.BYTES * batch.rows());
      require(lengths(HEIGHT), (long) Integer.BYTES * batch.rows());
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

  /**
   * Where an image lies in the model's input; empty where the file does not say.
   *
   * @throws IllegalArgumentException in a few words, if the image has no size
   */
  Optional<Placement> placement(int image) {
    if (info.fitting().isEmpty()) {
      return Optional.empty();
    }
    return info.placement(length(WIDTH, image), length(HEIGHT, image));
  }

  /** Of the image itself; empty in files of before. */
  Optional<ImageSize> imageSize(int image) {
    return info.fitting().isEmpty()
        ? Optional.empty()
        : Optional.of(new ImageSize(length(WIDTH, image), length(HEIGHT, image)));
  }

  private int length(int which, int image) {
    int at = Integer.BYTES * image * info.patches();
    return lengths(which).duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private ByteBuffer lengths(int which) {
    return batch.columns().get(firstLayer + info.layers().size() + which).buffers().get(1);
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
