package dev.vinyl.samples.web;

import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws the coloured image at a size for a page. */
final class OverlayImage {
  /** Of the longer side, in pixels: fills a page, and is some 200 kB as JPEG. */
  private static final int MOST_PIXELS = 1280;

  private OverlayImage() {}

  /**
   * The image coloured by class, at most 1280 pixels wide and high, as a data URL of a JPEG.
   *
   * @throws ImageException if the image cannot be decoded again
   */
  static String dataUrl(Segmentation segmentation, ImageDecoder decoder) throws ImageException {
    double scale =
        Math.min(1, (double) MOST_PIXELS / Math.max(segmentation.width(), segmentation.height()));
    int width = (int) Math.max(1, Math.round(segmentation.width() * scale));
    int height = (int) Math.max(1, Math.round(segmentation.height() * scale));
    RgbImage image = decoder.decode(segmentation.source());
    RgbImage overlay =
        Overlay.forViewing(
            Resizing.resize(image, width, height, Interpolation.AREA),
            Resizing.resizeNearest(segmentation.mask(), width, height),
            Palette.standard());
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(toJpeg(overlay));
  }

  private static byte[] toJpeg(RgbImage image) {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(jpeg)) {
      ImageIO.write(image.toBufferedImage(), "jpeg", stream);
    } catch (IOException e) {
      throw new IllegalStateException("writing a JPEG to memory failed", e);
    }
    return jpeg.toByteArray();
  }
}
