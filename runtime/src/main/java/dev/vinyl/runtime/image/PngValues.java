package dev.vinyl.runtime.image;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG with one value of at most 8 bits a pixel, grey or of a palette, to these values:
 * never to colours.
 */
final class PngValues {
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int FIRST_CHUNK = 8;

  /** Which pixels a pass holds: the first column and row, then every so many. */
  private record Pass(int x, int y, int everyX, int everyY) {
    int width(PngHeader png) {
      return (png.width() - x + everyX - 1) / everyX;
    }

    int height(PngHeader png) {
      return (png.height() - y + everyY - 1) / everyY;
    }

    int rowBytes(PngHeader png) {
      return (int) (((long) width(png) * png.bitDepth() + 7) / 8);
    }

    /** A byte for the filter before each row; nothing if there is no pixel. */
    long bytes(PngHeader png) {
      return width(png) == 0 ? 0 : (long) height(png) * (1 + rowBytes(png));
    }
  }

  private static final Pass[] WHOLE = {new Pass(0, 0, 1, 1)};
  private static final Pass[] ADAM7 = {
    new Pass(0, 0, 8, 8),
    new Pass(4, 0, 8, 8),
    new Pass(0, 4, 4, 8),
    new Pass(2, 0, 4, 4),
    new Pass(0, 2, 2, 4),
    new Pass(1, 0, 2, 2),
    new Pass(0, 1, 1, 2)
  };

  private PngValues() {}

  /**
   * Decodes the values.
   *
   * @param png one that {@link PngHeader#read} accepts, of grey or a palette
   * @throws IOException if its data is damaged, or written in a way that PNG does not know
   */
  static ClassMask decode(EncodedBytes png, PngHeader header) throws IOException {
    int depth = header.bitDepth();
    if (depth > 8 || Integer.bitCount(depth) != 1) {
      throw new IOException("values of %d bits".formatted(depth));
    }
    if (png.u8(26) != 0 || png.u8(27) != 0 || png.u8(28) > 1) {
      throw new IOException("it is compressed, filtered or interlaced in an unknown way");
    }
    Pass[] passes = png.u8(28) == 0 ? WHOLE : ADAM7;
    long bytes = 0;
    for (Pass pass : passes) {
      bytes += pass.bytes(header);
    }
    byte[] data = inflate(png, Math.toIntExact(bytes));
    byte[] values = new byte[Math.multiplyExact(header.width(), header.height())];
    int start = 0;
    for (Pass pass : passes) {
      if (pass.bytes(header) > 0) {
        unfilter(data, start, pass.rowBytes(header), pass.height(header));
        spread(data, start, pass, header, values);
      }
      start += (int) pass.bytes(header);
    }
    return new ClassMask(header.width(), header.height(), values);
  }

  private static byte[] inflate(EncodedBytes png, int bytes) throws IOException {
    byte[] file = png.copyOf(png.length());
    byte[] data = new byte[bytes];
    int filled = 0;
    Inflater inflater = new Inflater();
    try {
      int at = FIRST_CHUNK;
      for (int type = 0; type != IEND; ) {
        int length = (int) png.u32BigEndian(at);
        type = (int) png.u32BigEndian(at + 4);
        if (type == IDAT) {
          inflater.setInput(file, at + 8, length);
          filled += inflater.inflate(data, filled, bytes - filled);
        }
        at += length + 12;
      }
    } catch (DataFormatException e) {
      throw new IOException("its compressed data is damaged", e);
    } finally {
      inflater.end();
    }
    if (filled < bytes) {
      throw new IOException("its data ends after %d of %d bytes".formatted(filled, bytes));
    }
    return data;
  }

  /** Undoes each row's filter in place; a row then begins with 0, which is left of the picture. */
  private static void unfilter(byte[] data, int start, int rowBytes, int rows) throws IOException {
    byte[] above = new byte[1 + rowBytes];
    int from = 0;
    int at = start;
    for (int y = 0; y < rows; y++) {
      int filter = data[at];
      data[at] = 0;
      switch (filter) {
        case 0 -> {}
        case 1 -> {
          for (int i = 1; i <= rowBytes; i++) {
            data[at + i] = (byte) (data[at + i] + data[at + i - 1]);
          }
        }
        case 2 -> {
          for (int i = 1; i <= rowBytes; i++) {
            data[at + i] = (byte) (data[at + i] + above[from + i]);
          }
        }
        case 3 -> {
          for (int i = 1; i <= rowBytes; i++) {
            int sum = (data[at + i - 1] & 0xff) + (above[from + i] & 0xff);
            data[at + i] = (byte) (data[at + i] + sum / 2);
          }
        }
        case 4 -> {
          for (int i = 1; i <= rowBytes; i++) {
            int guess = paeth(data[at + i - 1], above[from + i], above[from + i - 1]);
            data[at + i] = (byte) (data[at + i] + guess);
          }
        }
        default -> throw new IOException("row %d has the unknown filter %d".formatted(y, filter));
      }
      above = data;
      from = at;
      at += 1 + rowBytes;
    }
  }

  /** Left, upper or upper left: whichever is nearest to left + upper - upper left. */
  private static int paeth(byte left, byte upper, byte upperLeft) {
    int a = left & 0xff;
    int b = upper & 0xff;
    int c = upperLeft & 0xff;
    int toA = Math.abs(b - c);
    int toB = Math.abs(a - c);
    int toC = Math.abs(a + b - 2 * c);
    return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
  }

  private static void spread(byte[] data, int start, Pass pass, PngHeader png, byte[] values) {
    int depth = png.bitDepth();
    int width = pass.width(png);
    for (int y = 0; y < pass.height(png); y++) {
      int row = start + y * (1 + pass.rowBytes(png)) + 1;
      int to = (pass.y + y * pass.everyY) * png.width() + pass.x;
      if (depth == 8 && pass.everyX == 1) {
        System.arraycopy(data, row, values, to, width);
      } else {
        for (int x = 0; x < width; x++) {
          int bit = x * depth;
          int value = (data[row + bit / 8] & 0xff) >> (8 - depth - bit % 8);
          values[to + x * pass.everyX] = (byte) (value & (1 << depth) - 1);
        }
      }
    }
  }
}
