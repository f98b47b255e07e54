package dev.vinyl.runtime.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/**
 * PNG files of pictures and masks. A file appears under its name only when it is complete: it is
 * written beside it and renamed.
 */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Writes a picture as 8-bit RGB PNG; missing parent folders are created, an existing file is
   * replaced.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writePng(RgbImage picture, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        image.setRGB(
            x, y, picture.get(x, y, 0) << 16 | picture.get(x, y, 1) << 8 | picture.get(x, y, 2));
      }
    }
    write(encode(image), file);
  }

  /**
   * Writes a mask as 8-bit palette PNG: a pixel's value is its class index, the palette only says
   * how it looks.
   *
   * @throws IOException one line with the path, if it cannot be written
   */
  public static void writeIndexedPng(ClassMask mask, Palette palette, Path file)
      throws IOException {
    byte[][] channels = new byte[3][256];
    for (int k = 0; k < 256; k++) {
      Palette.Color color = palette.color(k);
      channels[0][k] = (byte) color.red();
      channels[1][k] = (byte) color.green();
      channels[2][k] = (byte) color.blue();
    }
    IndexColorModel model = new IndexColorModel(8, 256, channels[0], channels[1], channels[2]);
    BufferedImage image =
        new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.classes());
    write(encode(image), file);
  }

  /**
   * Reads a single-channel or palette PNG of at most 8 bits as raw values, as trimaps and masks are
   * stored: never the palette's colours.
   *
   * @throws ImageException if the file is missing, damaged, or holds colours or 16 bits a value
   */
  public static ClassMask readIndexedOrGreyPng(Path file) throws ImageException {
    byte[] encoded = ImageSource.of(file).read();
    BufferedImage image;
    try {
      image = ImageIO.read(new ByteArrayInputStream(encoded));
    } catch (IOException e) {
      throw new ImageException(file.toString(), "is no complete PNG; replace it", e);
    }
    if (image == null || image.getRaster().getNumBands() != 1) {
      throw new ImageException(
          file.toString(), "is no single-channel PNG; write class indices, not colours");
    }
    Raster raster = image.getRaster();
    int[] samples = raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    byte[] classes = new byte[samples.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) samples[i];
    }
    return new ClassMask(image.getWidth(), image.getHeight(), classes);
  }

  private static byte[] encode(RenderedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] content, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path unfinished = Files.createTempFile(folder, ".", ".tmp");
    try {
      Files.write(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be written (" + e.getMessage() + ")", e);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
