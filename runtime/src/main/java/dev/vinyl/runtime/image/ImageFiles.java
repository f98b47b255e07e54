package dev.vinyl.runtime.image;

import dev.vinyl.runtime.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files of pictures and masks. A file appears under its name only when it is complete, see
 * {@link AtomicFile}. Missing parent folders are made, an existing file is replaced.
 */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Writes a picture as 8-bit RGB PNG.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writePng(RgbImage picture, Path file) throws IOException {
    write(png(picture), file);
  }

  static byte[] png(RgbImage picture) throws IOException {
    return encode(picture.toBufferedImage());
  }

  /**
   * Writes a mask as 8-bit palette PNG: a pixel's value is its class index, the palette only says
   * how it looks. Reading it back with {@link #readIndexedOrGreyPng} gives the same mask.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writeIndexedPng(ClassMask mask, Palette palette, Path file)
      throws IOException {
    write(indexedPng(mask, palette), file);
  }

  static byte[] indexedPng(ClassMask mask, Palette palette) throws IOException {
    BufferedImage image =
        new BufferedImage(
            mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, colorModel(palette));
    image.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.classes());
    return encode(image);
  }

  /**
   * Reads a grey or palette PNG of at most 8 bits as raw values, as trimaps and masks are stored:
   * never the palette's colours, and 2-bit grey as 0..3.
   *
   * @throws ImageException if the file is missing, damaged, too large, or holds colours, alpha or
   *     16 bits a value
   */
  public static ClassMask readIndexedOrGreyPng(Path file) throws ImageException {
    ImageSource source = ImageSource.of(file);
    EncodedBytes bytes = source.read(DecodeLimits.defaults(), ByteBuffer::allocate);
    PictureHeader picture = PictureHeader.read(source.name(), bytes);
    DecodeLimits.defaults().checkPixels(source.name(), picture);
    if (picture.format() != PictureHeader.Format.PNG) {
      throw new ImageException(
          source.name(),
          "is a %s; masks are PNG files, whose values are kept exactly"
              .formatted(picture.format()));
    }
    try {
      PngHeader png = PngHeader.read(bytes);
      if ((png.colorType() != PngHeader.GREY && png.colorType() != PngHeader.PALETTE)
          || png.bitDepth() > 8) {
        throw new ImageException(
            source.name(),
            "is no mask: it holds %s; write one class index a pixel, as 8-bit grey or palette PNG"
                .formatted(png.describeValues()));
      }
      EncodedBytes essential = PngHeader.withoutExtras(bytes);
      byte[] encoded = essential.copyOf(essential.length());
      boolean plain = png.colorType() == PngHeader.GREY && png.bitDepth() == 8;
      return plain
          ? MatPictures.decodeGrey(encoded, png.width(), png.height())
          : decodeRaw(encoded);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // decoders let some damage out as runtime errors
      throw new ImageException(
          source.name(),
          "is a PNG that cannot be decoded (%s); write it again".formatted(e.getMessage()),
          e);
    }
  }

  /** Palettes and small depths, of which OpenCV gives colours; in twice its time. */
  private static ClassMask decodeRaw(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    Raster raster;
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(stream, true, true);
      raster = reader.read(0).getRaster();
    } finally {
      reader.dispose();
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] classes = new byte[Math.multiplyExact(width, height)];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int value : row) {
        classes[to++] = (byte) value;
      }
    }
    return new ClassMask(width, height, classes);
  }

  /** 256 entries whatever the palette holds, since a mask may hold {@link ClassMask#IGNORE}. */
  private static IndexColorModel colorModel(Palette palette) {
    byte[] red = new byte[256];
    byte[] green = new byte[256];
    byte[] blue = new byte[256];
    for (int k = 0; k < ClassMask.IGNORE; k++) {
      Palette.Color color = palette.color(k);
      red[k] = (byte) color.red();
      green[k] = (byte) color.green();
      blue[k] = (byte) color.blue();
    }
    return new IndexColorModel(8, 256, red, green, blue);
  }

  private static void write(byte[] png, Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(png));
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
