package dev.vinyl.training.data;

import dev.vinyl.evaluation.arrow.ArrowBatch;
import dev.vinyl.evaluation.arrow.ArrowColumn;
import dev.vinyl.runtime.image.ClassMask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Lays pictures out as a record batch, with the columns of {@link PictureFormat}. */
final class PictureBatch {
  private PictureBatch() {}

  static ArrowBatch of(List<CachedPicture> pictures) {
    return new ArrowBatch(
        pictures.size(),
        List.of(
            ints(pictures, picture -> picture.image().width()),
            ints(pictures, picture -> picture.image().height()),
            binary(pictures, picture -> picture.image().pixels()),
            binary(pictures, PictureBatch::classes),
            ints(pictures, PictureBatch::checksum)));
  }

  private static byte @Nullable [] classes(CachedPicture picture) {
    ClassMask mask = picture.mask();
    return mask == null ? null : mask.classes();
  }

  private static int checksum(CachedPicture picture) {
    return PictureFormat.checksum(
        picture.image().width(),
        picture.image().height(),
        picture.image().pixels(),
        classes(picture));
  }

  private static ArrowColumn ints(
      List<CachedPicture> pictures, ToIntFunction<CachedPicture> value) {
    ByteBuffer values = littleEndian(Integer.BYTES * pictures.size());
    pictures.forEach(picture -> values.putInt(value.applyAsInt(picture)));
    // Without nulls there is no need to say which values are valid.
    return new ArrowColumn(pictures.size(), 0, littleEndian(0), values.flip());
  }

  private static ArrowColumn binary(
      List<CachedPicture> pictures, Function<CachedPicture, byte @Nullable []> value) {
    int rows = pictures.size();
    List<byte[]> present = pictures.stream().map(value).filter(Objects::nonNull).toList();
    ByteBuffer values =
        littleEndian(Math.toIntExact(present.stream().mapToLong(bytes -> bytes.length).sum()));
    byte[] validity = new byte[(rows + 7) / 8];
    ByteBuffer offsets = littleEndian(Integer.BYTES * (rows + 1)).putInt(0);
    for (int row = 0; row < rows; row++) {
      byte[] bytes = value.apply(pictures.get(row));
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
