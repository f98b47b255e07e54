package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A few images, prepared once in each way that some model asks for. Not thread-safe. */
final class PreparedBatch implements AutoCloseable {
  private final Map<MaskPredictor.Input, ImagePreparer> preparers = new LinkedHashMap<>();
  private final Map<MaskPredictor.Input, ByteBuffer> inputs = new LinkedHashMap<>();

  /** Makes room for so many images, prepared in this way. */
  void reserve(MaskPredictor.Input preparation, int images) {
    preparers.computeIfAbsent(
        preparation, p -> new ImagePreparer(p.spec(), p.layout(), DecodeLimits.defaults()));
    int bytes = Math.multiplyExact(images, preparation.bytes());
    ByteBuffer held = inputs.get(preparation);
    if (held == null || held.capacity() < bytes) {
      inputs.put(preparation, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }
  }

  /** Prepares an image in every way, at a place in the batch. */
  void put(int index, RgbImage image) {
    ImageSource source = ImageSource.of(image);
    preparers.forEach(
        (preparation, preparer) -> {
          int values = preparation.bytes() / Float.BYTES;
          try {
            preparer.prepare(source, input(preparation).asFloatBuffer(), index * values);
          } catch (ImageException e) {
            throw new IllegalStateException("an image in memory cannot be read", e);
          }
        });
  }

  ByteBuffer input(MaskPredictor.Input preparation) {
    return Objects.requireNonNull(inputs.get(preparation));
  }

  @Override
  public void close() {
    preparers.values().forEach(ImagePreparer::close);
  }
}
