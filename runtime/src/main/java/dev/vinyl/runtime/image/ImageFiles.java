package dev.vinyl.runtime.image;

import dev.vinyl.runtime.internal.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files of images and masks. A file appears under its name only when it is complete, see {@link
 * AtomicFile}. Missing parent folders are made, an existing file is replaced.
 */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Writes an image as 8-bit RGB PNG.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writePng(RgbImage image, Path file) throws IOException {
    write(rows(image), file);
  }

  /** The image as the PNG writer takes it, without a copy. */
  static RenderedImage rows(RgbImage image) {
    int width = image.width();
    byte[] pixels = image.pixels();
    return new PngRows(
        width,
        image.height(),
        (y, row) -> System.arraycopy(pixels, 3 * width * y, row, 0, row.length));
  }

  /**
   * Writes a mask as 8-bit palette PNG: a pixel's value is its class index, the palette only says
   * how it looks. Reading it back with {@link #readIndexedOrGreyPng} gives the same mask.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writeIndexedPng(ClassMask mask, Palette palette, Path file)
      throws IOException {
    write(indexed(mask, palette), file);
  }

  /** The mask as the PNG writer takes it, without a copy. */
  static RenderedImage indexed(ClassMask mask, Palette palette) {
    byte[] classes = mask.classes();
    WritableRaster shared =
        Raster.createInterleavedRaster(
            new DataBufferByte(classes, classes.length),
            mask.width(),
            mask.height(),
            mask.width(),
            1,
            new int[1],
            null);
    return new BufferedImage(colorModel(palette), shared, false, null);
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
    try {
      return MaskReader.readIndexedOrGreyPng(source);
    } catch (OutOfMemoryError e) {
      throw ImageException.outOfMemory(source.name(), e);
    }
  }

  /**
   * Reads a mask's values as they are stored: a PNG, TIFF, BMP or GIF of grey values (1 to 16
   * bits), of palette entries, or of colours of 8 bits.
   *
   * @throws ImageException if the file is missing, damaged, too large, or of a kind that does not
   *     keep values exactly, such as a JPEG
   */
  public static MaskValues readMask(Path file) throws ImageException {
    return readMask(file, DecodeLimits.defaults());
  }

  /** The same within other limits; it is Java's memory that the values lie in. */
  public static MaskValues readMask(Path file, DecodeLimits limits) throws ImageException {
    ImageSource source = ImageSource.of(file);
    try {
      return MaskReader.read(source, limits);
    } catch (OutOfMemoryError e) {
      throw ImageException.outOfMemory(source.name(), e);
    }
  }

  /**
   * EXIF's orientation of an image file: 1 where it is stored upright or says nothing, 2 to 8 where
   * {@link ImageDecoder} turns or mirrors it; from 5 on height and width are exchanged. No pixel is
   * decoded, and of most JPEGs only the beginning is read.
   *
   * @throws ImageException if the file is missing or is no image of a known format
   */
  public static int orientation(Path file) throws ImageException {
    ImageSource source = ImageSource.of(file);
    try {
      Optional<Orientation> early = JpegHeader.orientationAtTheBeginning(file);
      if (early.isPresent()) {
        return early.get().exifValue();
      }
    } catch (IOException e) {
      // reading all of it says why in one line
    }
    EncodedBytes bytes = source.read(DecodeLimits.defaults(), ByteBuffer::allocate);
    return ImageHeader.read(source.name(), bytes).orientation().exifValue();
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

  private static void write(RenderedImage image, Path file) throws IOException {
    AtomicFile.write(file, out -> encode(image, out));
  }

  /** The writer takes row by row and lets go of what it has written: it needs no second image. */
  static void encode(RenderedImage image, OutputStream out) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } finally {
      writer.dispose();
    }
  }
}
