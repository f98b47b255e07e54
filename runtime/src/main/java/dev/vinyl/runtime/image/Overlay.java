package dev.vinyl.runtime.image;

/** Shows a mask on its picture. */
public final class Overlay {
  private Overlay() {}

  /**
   * Colours a picture by a mask of its size.
   *
   * @param opacity 0 leaves the picture as it is, 1 hides it
   * @return a new picture of the same size
   * @throws IllegalArgumentException if sizes differ or opacity is outside 0..1
   */
  public static RgbImage blend(RgbImage picture, ClassMask mask, Palette palette, float opacity) {
    if (picture.width() != mask.width() || picture.height() != mask.height()) {
      throw new IllegalArgumentException(
          "the picture has %d x %d pixels, the mask %d x %d; resize one of them"
              .formatted(picture.width(), picture.height(), mask.width(), mask.height()));
    }
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("opacity must be in 0..1, got " + opacity);
    }
    byte[] pixels = picture.pixels().clone();
    byte[] classes = mask.classes();
    for (int i = 0; i < classes.length; i++) {
      Palette.Color color = palette.color(classes[i] & 0xff);
      pixels[3 * i] = mix(pixels[3 * i], color.red(), opacity);
      pixels[3 * i + 1] = mix(pixels[3 * i + 1], color.green(), opacity);
      pixels[3 * i + 2] = mix(pixels[3 * i + 2], color.blue(), opacity);
    }
    return new RgbImage(picture.width(), picture.height(), pixels);
  }

  private static byte mix(byte below, int above, float opacity) {
    return (byte) Math.round((below & 0xff) * (1 - opacity) + above * opacity);
  }
}
