package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encoded images of all kinds, made in memory. */
final class TestImages {
  private TestImages() {}

  /** Smooth, so that JPEG keeps it, and different at every edge, so that no turn goes unseen. */
  static BufferedImage smooth(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 40 + 180 * x / Math.max(1, width - 1);
        int green = 30 + 200 * y / Math.max(1, height - 1);
        image.setRGB(x, y, red << 16 | green << 8 | (255 - red));
      }
    }
    return image;
  }

  /** Noise, which compresses badly: no part of the file can be left out. */
  static BufferedImage noise(int width, int height) {
    Random random = new Random(7);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  static byte[] encode(RenderedImage image, String format) throws IOException {
    return write(new IIOImage(image, null, null), format);
  }

  /** A JPEG of four channels as they are, without any marker that says what they mean. */
  static byte[] fourChannelJpeg(int width, int height, int... values) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, values);
      }
    }
    return write(new IIOImage(raster, null, null), "jpeg");
  }

  /** A PNG, its rows one after the other or in turns (Adam7). */
  static byte[] png(RenderedImage image, boolean inTurns) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(
        inTurns ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    return write(new IIOImage(image, null, null), writer, parameters);
  }

  private static byte[] write(IIOImage image, String format) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    if (format.equals("jpeg")) {
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(0.98f);
    }
    return write(image, writer, parameters);
  }

  private static byte[] write(IIOImage image, ImageWriter writer, ImageWriteParam parameters)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, image, parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Adobe's APP14 marker; transform 0 means CMYK, 2 YCCK, and both that values are inverted. */
  static byte[] withAdobeMarker(byte[] jpeg, int transform) {
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    return withJpegSegment(jpeg, 0xee, adobe);
  }

  static byte[] withExif(byte[] jpeg, int orientation, boolean littleEndian) {
    byte[] tiff = tiff(orientation, littleEndian);
    return withJpegSegment(
        jpeg, 0xe1, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff));
  }

  /** The smallest EXIF block there is: one directory with one entry. */
  static byte[] tiff(int orientation, boolean littleEndian) {
    return littleEndian
        ? bytes(
            'I',
            'I',
            42,
            0,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            1,
            3,
            0,
            1,
            0,
            0,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
            0)
        : bytes(
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0);
  }

  static byte[] withJpegSegment(byte[] jpeg, int marker, byte[] content) {
    int length = content.length + 2;
    byte[] head = bytes(0xff, 0xd8, 0xff, marker, length >> 8, length & 0xff);
    return concat(concat(head, content), slice(jpeg, 2, jpeg.length));
  }

  /** Inserts a chunk before a PNG's pixels. */
  static byte[] withPngChunk(byte[] png, String type, byte[] content) {
    byte[] chunk = pngChunk(type, content);
    int at = 8;
    ByteBuffer chunks = ByteBuffer.wrap(png);
    while (chunks.getInt(at + 4) != 0x49444154) { // IDAT
      at += 12 + chunks.getInt(at);
    }
    return concat(concat(slice(png, 0, at), chunk), slice(png, at, png.length));
  }

  /** A PNG of one bit a pixel, all black, which compresses to a thousandth of its size. */
  static byte[] blackPng(int width, int height) throws IOException {
    byte[] rows = new byte[(width + 7) / 8 + 1];
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      for (int y = 0; y < height; y++) {
        deflater.write(rows);
      }
    }
    return greyPng(width, height, 1, pixels.toByteArray());
  }

  /** A PNG of 8-bit grey: of each row the number of its filter, then its bytes. */
  static byte[] greyPng(int width, int height, byte[] rows) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      deflater.write(rows);
    }
    return greyPng(width, height, 8, pixels.toByteArray());
  }

  private static byte[] greyPng(int width, int height, int depth, byte[] deflated) {
    byte[] sides = concat(bigEndian(width), bigEndian(height));
    byte[] header = pngChunk("IHDR", concat(sides, bytes(depth, 0, 0, 0, 0)));
    byte[] start = concat(bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'), header);
    byte[] end = pngChunk("IEND", new byte[0]);
    return concat(start, concat(pngChunk("IDAT", deflated), end));
  }

  private static byte[] pngChunk(String type, byte[] content) {
    byte[] body = concat(type.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 crc = new CRC32();
    crc.update(body);
    return concat(concat(bigEndian(content.length), body), bigEndian((int) crc.getValue()));
  }

  /** A lossless WebP of blue, green, red and perhaps alpha for each pixel. */
  static byte[] webp(int width, int height, int channels, byte[] values) {
    OpenCvLibrary.load();
    try (BytePointer data = new BytePointer(values);
        Mat image = new Mat(height, width, opencv_core.CV_8UC(channels), data);
        BytePointer encoded = new BytePointer()) {
      opencv_imgcodecs.imencode(".webp", image, encoded);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  /** A simple WebP, extended by the header and the chunk that carry EXIF. */
  static byte[] withWebpExif(byte[] webp, int width, int height, byte[] exif) {
    byte[] extended =
        bytes(
            'V',
            'P',
            '8',
            'X',
            10,
            0,
            0,
            0,
            0x08,
            0,
            0,
            0,
            (width - 1) & 0xff,
            (width - 1) >> 8,
            0,
            (height - 1) & 0xff,
            (height - 1) >> 8,
            0);
    byte[] chunk = concat(bytes('E', 'X', 'I', 'F', exif.length, 0, 0, 0), exif);
    byte[] body = concat(concat(extended, slice(webp, 12, webp.length)), chunk);
    int length = body.length + 4;
    byte[] head =
        bytes(
            'R',
            'I',
            'F',
            'F',
            length & 0xff,
            length >> 8 & 0xff,
            length >> 16,
            0,
            'W',
            'E',
            'B',
            'P');
    return concat(head, body);
  }

  static byte[] slice(byte[] bytes, int from, int to) {
    byte[] part = new byte[to - from];
    System.arraycopy(bytes, from, part, 0, part.length);
    return part;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] bigEndian(int value) {
    return bytes(value >>> 24, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
  }
}
