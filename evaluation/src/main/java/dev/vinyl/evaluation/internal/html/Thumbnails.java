package dev.vinyl.evaluation.internal.html;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;

/** An image at the size of a page's tiles, and masks over it, as data URLs. */
final class Thumbnails {
  private static final int LONGER_SIDE = 192;
  private static final float OPACITY = 0.6f;
  private static final int WRONG = 0xd8345f;

  private final RgbImage small;

  Thumbnails(RgbImage original) {
    double scale = (double) LONGER_SIDE / Math.max(original.width(), original.height());
    int width = Math.max(1, (int) Math.round(original.width() * scale));
    int height = Math.max(1, (int) Math.round(original.height() * scale));
    Interpolation way = scale < 1 ? Interpolation.AREA : Interpolation.LINEAR;
    this.small = Resizing.resize(original, width, height, way);
  }

  String image() {
    return DataUrl.jpeg(small.toBufferedImage());
  }

  /** The image with the colours of a mask over it. */
  String overlay(ClassMask mask) {
    return DataUrl.jpeg(
        Overlay.blend(small, fitted(mask), Palette.standard(), OPACITY).toBufferedImage());
  }

  /** The image in pale grey, red where the prediction is wrong; ignored pixels are never wrong. */
  String errors(ClassMask target, ClassMask prediction) {
    ClassMask wanted = fitted(target);
    ClassMask found = fitted(prediction);
    BufferedImage image =
        new BufferedImage(small.width(), small.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < small.height(); y++) {
      for (int x = 0; x < small.width(); x++) {
        boolean scored = wanted.get(x, y) != ClassMask.IGNORE;
        boolean wrong = scored && wanted.get(x, y) != found.get(x, y);
        image.setRGB(x, y, wrong ? WRONG : paleGrey(x, y));
      }
    }
    return DataUrl.jpeg(image);
  }

  private int paleGrey(int x, int y) {
    int sum = small.get(x, y, 0) + small.get(x, y, 1) + small.get(x, y, 2);
    int grey = 120 + sum / 3 * 120 / 255;
    return grey << 16 | grey << 8 | grey;
  }

  private ClassMask fitted(ClassMask mask) {
    return Resizing.resizeNearest(mask, small.width(), small.height());
  }
}
