package dev.vinyl.evaluation.html;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;

/** A picture at the size of a page's tiles, and masks over it, as data URLs. */
final class Thumbnails {
  private static final int LONGER_SIDE = 192;
  private static final float OPACITY = 0.6f;
  private static final int WRONG = 0xd8345f;

  private final RgbImage picture;

  Thumbnails(RgbImage original) {
    double scale = (double) LONGER_SIDE / Math.max(original.width(), original.height());
    int width = Math.max(1, (int) Math.round(original.width() * scale));
    int height = Math.max(1, (int) Math.round(original.height() * scale));
    Interpolation way = scale < 1 ? Interpolation.AREA : Interpolation.LINEAR;
    this.picture = Resizing.resize(original, width, height, way);
  }

  String picture() {
    return DataUrl.jpeg(picture.toBufferedImage());
  }

  /** The picture with the colours of a mask over it. */
  String overlay(ClassMask mask) {
    return DataUrl.jpeg(
        Overlay.blend(picture, fitted(mask), Palette.standard(), OPACITY).toBufferedImage());
  }

  /**
   * The picture in pale grey, red where the prediction is wrong; ignored pixels are never wrong.
   */
  String errors(ClassMask truth, ClassMask prediction) {
    ClassMask wanted = fitted(truth);
    ClassMask found = fitted(prediction);
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        boolean scored = wanted.get(x, y) != ClassMask.IGNORE;
        boolean wrong = scored && wanted.get(x, y) != found.get(x, y);
        image.setRGB(x, y, wrong ? WRONG : paleGrey(x, y));
      }
    }
    return DataUrl.jpeg(image);
  }

  private int paleGrey(int x, int y) {
    int sum = picture.get(x, y, 0) + picture.get(x, y, 1) + picture.get(x, y, 2);
    int grey = 120 + sum / 3 * 120 / 255;
    return grey << 16 | grey << 8 | grey;
  }

  private ClassMask fitted(ClassMask mask) {
    return Resizing.resizeNearest(mask, picture.width(), picture.height());
  }
}
