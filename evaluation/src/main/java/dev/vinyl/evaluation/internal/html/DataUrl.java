package dev.vinyl.evaluation.internal.html;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files that a page carries within itself. */
final class DataUrl {
  private static final float JPEG_QUALITY = 0.85f;

  private DataUrl() {}

  static String csv(Csv table) {
    return of("text/csv;charset=utf-8", table.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Small, for photographs. */
  static String jpeg(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException("an image in memory can always be encoded", e);
    } finally {
      writer.dispose();
    }
    return of("image/jpeg", bytes.toByteArray());
  }

  /** Exact, for images of few colours. */
  static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an image in memory can always be encoded", e);
    }
    return of("image/png", bytes.toByteArray());
  }

  private static String of(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }
}
