package dev.vinyl.runtime.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * A PNG written byte by byte, so that its values are known whatever a library makes of them.
 *
 * @param depth bits of a sample
 * @param colorType as PNG counts: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
 * @param samples [H, W, channels]
 * @param palette RGB triples, or empty
 * @param transparency what the tRNS chunk holds, or empty
 * @param interlaced whether the rows come in Adam7's seven passes
 */
@SuppressWarnings("ArrayRecordComponent") // test data that nobody compares
record TestPng(
    int width,
    int height,
    int depth,
    int colorType,
    int[] samples,
    byte[] palette,
    byte[] transparency,
    boolean interlaced) {
  /** Of each pass: first column, first row, steps between columns, between rows. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

  static int channels(int colorType) {
    return switch (colorType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  byte[] encode() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(png);
    out.writeLong(0x89504e470d0a1a0aL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {(byte) depth, (byte) colorType, 0, 0, (byte) (interlaced ? 1 : 0)});
    chunk(out, "IHDR", header.toByteArray());
    if (palette.length > 0) {
      chunk(out, "PLTE", palette);
    }
    if (transparency.length > 0) {
      chunk(out, "tRNS", transparency);
    }
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      for (int[] pass : interlaced ? ADAM7 : ONE_PASS) {
        for (int y = pass[1]; pass[0] < width && y < height; y += pass[3]) {
          deflater.write(0); // no filter
          deflater.write(row(y, pass[0], pass[2]));
        }
      }
    }
    chunk(out, "IDAT", pixels.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private byte[] row(int y, int from, int step) {
    StringBuilder bits = new StringBuilder();
    for (int x = from; x < width; x += step) {
      for (int c = 0; c < channels(colorType); c++) {
        int sample = samples[(y * width + x) * channels(colorType) + c];
        bits.append(Integer.toBinaryString(1 << depth | sample), 1, depth + 1);
      }
    }
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    byte[] row = new byte[bits.length() / 8];
    for (int i = 0; i < row.length; i++) {
      row[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return row;
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }
}
