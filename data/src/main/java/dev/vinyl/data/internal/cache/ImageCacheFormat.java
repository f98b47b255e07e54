package dev.vinyl.data.internal.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a cache file: a row for each image, with its width and height (int32), its pixels
 * (binary, [H, W, 3] RGB), its mask (binary or null, [H, W]) and a checksum (uint32).
 */
final class ImageCacheFormat {
  /** To be raised whenever an older file would be read wrongly. */
  private static final int VERSION = 1;

  private ImageCacheFormat() {}

  /** The schema of exactly this file: a file with any other is not the one that was asked for. */
  static Schema schema(String key, int images) {
    return new Schema(
        List.of(
            new Field("width", FieldType.notNullable(new ArrowType.Int(32, true)), null),
            new Field("height", FieldType.notNullable(new ArrowType.Int(32, true)), null),
            new Field("pixels", FieldType.notNullable(new ArrowType.Binary()), null),
            new Field("mask", FieldType.nullable(new ArrowType.Binary()), null),
            new Field("crc32c", FieldType.notNullable(new ArrowType.Int(32, false)), null)),
        Map.of(
            "vinyl.pictures.version", Integer.toString(VERSION),
            "vinyl.pictures.key", key,
            "vinyl.pictures.count", Integer.toString(images)));
  }

  /** CRC-32C of width and height (int32, little endian), the pixels and the mask's classes. */
  static int checksum(int width, int height, byte[] pixels, byte @Nullable [] classes) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(width)
            .putInt(height)
            .flip());
    crc.update(pixels, 0, pixels.length);
    if (classes != null) {
      crc.update(classes, 0, classes.length);
    }
    return (int) crc.getValue();
  }
}
