package dev.vinyl.data.internal.cache;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ArrowColumn;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The images of one record batch in mapped memory. All sizes and places were found sound once, so
 * that reading an image cannot leave its buffer.
 */
final class MappedImages {
  private final int rows;
  private final ByteBuffer widths;
  private final ByteBuffer heights;
  private final ByteBuffer checksums;
  private final ByteBuffer pixels;
  private final ByteBuffer pixelOffsets;
  private final ByteBuffer masks;
  private final ByteBuffer maskOffsets;
  private final ByteBuffer maskValidity;

  /**
   * @param batch of {@link ImageCacheFormat}'s schema
   * @throws IOException says in a few words which row is damaged, without the file's name
   */
  MappedImages(ArrowBatch batch) throws IOException {
    rows = batch.rows();
    widths = values(batch.columns().get(0));
    heights = values(batch.columns().get(1));
    checksums = values(batch.columns().get(4));
    ArrowColumn pixelColumn = batch.columns().get(2);
    pixelOffsets = offsets(pixelColumn);
    pixels = pixelColumn.buffers().get(2);
    ArrowColumn maskColumn = batch.columns().get(3);
    maskValidity = atLeast((rows + 7L) / 8, maskColumn.buffers().get(0));
    maskOffsets = offsets(maskColumn);
    masks = maskColumn.buffers().get(2);
    requireSoundRows();
  }

  /** How many images there are, at least 1. */
  int size() {
    return rows;
  }

  /**
   * A copy of an image.
   *
   * @throws IOException if its bytes are not those that were written
   */
  ImageLoader.Decoded get(int row) throws IOException {
    int width = widths.getInt(Integer.BYTES * row);
    int height = heights.getInt(Integer.BYTES * row);
    byte[] rgb = copy(pixels, pixelOffsets, row);
    byte[] classes = hasMask(row) ? copy(masks, maskOffsets, row) : null;
    // Over the copies, not the mapped memory: Java survives a fault only where it reads itself.
    if (ImageCacheFormat.checksum(width, height, rgb, classes)
        != checksums.getInt(Integer.BYTES * row)) {
      throw new IOException("its checksum is wrong");
    }
    return new ImageLoader.Decoded(
        new RgbImage(width, height, rgb),
        classes == null ? null : new ClassMask(width, height, classes));
  }

  private static byte[] copy(ByteBuffer values, ByteBuffer offsets, int row) {
    int start = offset(offsets, row);
    byte[] copy = new byte[offset(offsets, row + 1) - start];
    values.get(start, copy);
    return copy;
  }

  private static int offset(ByteBuffer offsets, int row) {
    return offsets.getInt(Integer.BYTES * row);
  }

  private boolean hasMask(int row) {
    return (maskValidity.get(row / 8) >> row % 8 & 1) == 1;
  }

  private ByteBuffer values(ArrowColumn column) throws IOException {
    return atLeast(Integer.BYTES * (long) rows, column.buffers().get(1));
  }

  private ByteBuffer offsets(ArrowColumn column) throws IOException {
    return atLeast(Integer.BYTES * (rows + 1L), column.buffers().get(1));
  }

  private static ByteBuffer atLeast(long bytes, ByteBuffer buffer) throws IOException {
    if (buffer.capacity() < bytes) {
      throw new IOException("it is damaged; a column is too short");
    }
    return buffer;
  }

  private void requireSoundRows() throws IOException {
    boolean sound = rows > 0 && offset(pixelOffsets, 0) == 0 && offset(maskOffsets, 0) == 0;
    for (int row = 0; row < rows && sound; row++) {
      long width = widths.getInt(Integer.BYTES * row);
      long height = heights.getInt(Integer.BYTES * row);
      sound =
          width > 0
              && height > 0
              && width * height <= Integer.MAX_VALUE / 3
              && length(pixelOffsets, row) == 3 * width * height
              && length(maskOffsets, row) == (hasMask(row) ? width * height : 0);
    }
    if (!sound
        || offset(pixelOffsets, rows) > pixels.capacity()
        || offset(maskOffsets, rows) > masks.capacity()) {
      throw new IOException("it is damaged; the sizes in it do not fit together");
    }
  }

  private static long length(ByteBuffer offsets, int row) {
    return (long) offset(offsets, row + 1) - offset(offsets, row);
  }
}
