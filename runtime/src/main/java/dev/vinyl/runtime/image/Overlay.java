package dev.vinyl.runtime.image;

/** Shows a mask on its picture, for people to look at. */
public final class Overlay {
  /** How strongly {@link #forViewing} colours: both the picture and the classes stay readable. */
  public static final float DEFAULT_OPACITY = 0.45f;

  private static final int VIEWING_SIDE = 384;
  private static final float LINE_STRENGTH = 0.75f;

  private Overlay() {}

  /**
   * Colours a picture by a mask of its size; where two classes meet, a line of the stronger colour
   * is drawn. Pixels of {@link ClassMask#IGNORE} stay as they are.
   *
   * @param opacity 0 leaves the picture as it is, apart from the lines; 1 hides it
   * @return a new picture of the same size
   * @throws IllegalArgumentException if sizes differ or opacity is outside 0..1
   */
  public static RgbImage blend(RgbImage picture, ClassMask mask, Palette palette, float opacity) {
    if (picture.width() != mask.width() || picture.height() != mask.height()) {
      throw new IllegalArgumentException(
          "the picture has %d x %d pixels, its mask %d x %d; resize one of them"
              .formatted(picture.width(), picture.height(), mask.width(), mask.height()));
    }
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("opacity must be in 0..1, got " + opacity);
    }
    float lineOpacity = opacity + (1 - opacity) * LINE_STRENGTH;
    byte[] pixels = picture.pixels().clone();
    int at = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++, at += 3) {
        int classIndex = mask.get(x, y);
        if (classIndex != ClassMask.IGNORE) {
          Palette.Color color = palette.color(classIndex);
          mix(pixels, at, color, meetsAnother(mask, x, y) ? lineOpacity : opacity);
        }
      }
    }
    return new RgbImage(picture.width(), picture.height(), pixels);
  }

  /**
   * As {@link #blend} with {@link #DEFAULT_OPACITY}, but small pictures are enlarged first, by a
   * whole factor, until their shorter side has at least 384 pixels: lines then are finer than the
   * picture's own pixels.
   */
  public static RgbImage forViewing(RgbImage picture, ClassMask mask, Palette palette) {
    int shorter = Math.min(picture.width(), picture.height());
    int factor = Math.max(1, (VIEWING_SIDE + shorter - 1) / shorter);
    int width = picture.width() * factor;
    int height = picture.height() * factor;
    return blend(
        Resizing.resize(picture, width, height, Interpolation.CUBIC),
        Resizing.resizeNearest(mask, width, height),
        palette,
        DEFAULT_OPACITY);
  }

  /** Whether the pixel to the right or below has another class: lines are one pixel wide. */
  private static boolean meetsAnother(ClassMask mask, int x, int y) {
    int own = mask.get(x, y);
    return (x + 1 < mask.width() && mask.get(x + 1, y) != own)
        || (y + 1 < mask.height() && mask.get(x, y + 1) != own);
  }

  private static void mix(byte[] pixels, int at, Palette.Color color, float opacity) {
    pixels[at] = mix(pixels[at], color.red(), opacity);
    pixels[at + 1] = mix(pixels[at + 1], color.green(), opacity);
    pixels[at + 2] = mix(pixels[at + 2], color.blue(), opacity);
  }

  private static byte mix(byte below, int above, float opacity) {
    return (byte) Math.round((below & 0xff) * (1 - opacity) + above * opacity);
  }
}
