package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.PicturePreparer;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A few pictures, prepared once in each way that some model asks for. Not thread-safe. */
final class PreparedBatch implements AutoCloseable {
  private final Map<Preparation, PicturePreparer> preparers = new LinkedHashMap<>();
  private final Map<Preparation, ByteBuffer> inputs = new LinkedHashMap<>();

  /** Makes room for so many pictures, prepared in this way. */
  void reserve(Preparation preparation, int pictures) {
    preparers.computeIfAbsent(
        preparation, p -> new PicturePreparer(p.spec(), p.layout(), DecodeLimits.defaults()));
    int bytes = Math.multiplyExact(pictures, preparation.bytes());
    ByteBuffer held = inputs.get(preparation);
    if (held == null || held.capacity() < bytes) {
      inputs.put(preparation, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }
  }

  /** Prepares a picture in every way, at a place in the batch. */
  void put(int index, RgbImage picture) {
    ImageSource source = ImageSource.of(picture);
    preparers.forEach(
        (preparation, preparer) -> {
          int values = preparation.bytes() / Float.BYTES;
          try {
            preparer.prepare(source, input(preparation).asFloatBuffer(), index * values);
          } catch (ImageException e) {
            throw new IllegalStateException("a picture in memory cannot be read", e);
          }
        });
  }

  ByteBuffer input(Preparation preparation) {
    return Objects.requireNonNull(inputs.get(preparation));
  }

  @Override
  public void close() {
    preparers.values().forEach(PicturePreparer::close);
  }
}
