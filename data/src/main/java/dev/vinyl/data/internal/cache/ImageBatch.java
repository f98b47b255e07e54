package dev.vinyl.data.internal.cache;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.runtime.image.ClassMask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Lays images out as a record batch, with the columns of {@link ImageCacheFormat}. */
final class ImageBatch {
  private ImageBatch() {}

  static ArrowBatch of(List<ImageLoader.Decoded> images) {
    return new ArrowBatch(
        images.size(),
        List.of(
            ints(images, image -> image.image().width()),
            ints(images, image -> image.image().height()),
            binary(images, image -> image.image().pixels()),
            binary(images, ImageBatch::classes),
            ints(images, ImageBatch::checksum)));
  }

  private static byte @Nullable [] classes(ImageLoader.Decoded image) {
    ClassMask mask = image.mask();
    return mask == null ? null : mask.classes();
  }

  private static int checksum(ImageLoader.Decoded image) {
    return ImageCacheFormat.checksum(
        image.image().width(), image.image().height(), image.image().pixels(), classes(image));
  }

  private static ArrowColumn ints(
      List<ImageLoader.Decoded> images, ToIntFunction<ImageLoader.Decoded> value) {
    ByteBuffer values = littleEndian(Integer.BYTES * images.size());
    images.forEach(image -> values.putInt(value.applyAsInt(image)));
    // Without nulls there is no need to say which values are valid.
    return new ArrowColumn(images.size(), 0, littleEndian(0), values.flip());
  }

  private static ArrowColumn binary(
      List<ImageLoader.Decoded> images, Function<ImageLoader.Decoded, byte @Nullable []> value) {
    int rows = images.size();
    List<byte[]> present = images.stream().map(value).filter(Objects::nonNull).toList();
    ByteBuffer values =
        littleEndian(Math.toIntExact(present.stream().mapToLong(bytes -> bytes.length).sum()));
    byte[] validity = new byte[(rows + 7) / 8];
    ByteBuffer offsets = littleEndian(Integer.BYTES * (rows + 1)).putInt(0);
    for (int row = 0; row < rows; row++) {
      byte[] bytes = value.apply(images.get(row));
      if (bytes != null) {
        validity[row / 8] |= (byte) (1 << row % 8);
        values.put(bytes);
      }
      offsets.putInt(values.position());
    }
    return new ArrowColumn(
        rows, rows - present.size(), ByteBuffer.wrap(validity), offsets.flip(), values.flip());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
