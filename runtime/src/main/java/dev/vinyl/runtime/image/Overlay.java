package dev.vinyl.runtime.image;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shows a mask on its picture, for people to look at. */
public final class Overlay {
  /** How strongly {@link #forViewing} colours: both the picture and the classes stay readable. */
  public static final float DEFAULT_OPACITY = 0.45f;

  private static final int VIEWING_SIDE = 384;
  private static final int MAX_VIEWING_SIDE = 4096;
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
   * whole factor, until their shorter side has at least 384 pixels or their longer one would have
   * more than 4096: lines then are finer than the picture's own pixels.
   */
  public static RgbImage forViewing(RgbImage picture, ClassMask mask, Palette palette) {
    int shorter = Math.min(picture.width(), picture.height());
    int longer = Math.max(picture.width(), picture.height());
    int wanted = (VIEWING_SIDE + shorter - 1) / shorter;
    int factor = Math.max(1, Math.min(wanted, MAX_VIEWING_SIDE / longer));
    int width = picture.width() * factor;
    int height = picture.height() * factor;
    return blend(
        Resizing.resize(picture, width, height, Interpolation.CUBIC),
        Resizing.resizeNearest(mask, width, height),
        palette,
        DEFAULT_OPACITY);
  }

  /**
   * As {@link #forViewing}, with a legend in a strip below: for each class that occurs its colour,
   * its name (cut where it is too long) and its share of the mask's pixels, from the largest to the
   * smallest. A JVM that finds no font, as in a container without any, gives the picture alone.
   *
   * @param classNames by class index
   * @return of type {@link BufferedImage#TYPE_INT_RGB}; as wide as the picture for viewing, or
   *     wider where a very narrow one leaves no room for letters
   * @throws IllegalArgumentException if sizes differ or the mask holds a class without a name
   */
  public static BufferedImage withLegend(
      RgbImage picture, ClassMask mask, List<String> classNames, Palette palette) {
    List<Legend.Entry> entries = entries(mask, classNames, palette);
    return Legend.below(forViewing(picture, mask, palette), entries);
  }

  private static List<Legend.Entry> entries(
      ClassMask mask, List<String> classNames, Palette palette) {
    int[] count = new int[ClassMask.IGNORE + 1];
    for (byte c : mask.classes()) {
      count[c & 0xff]++;
    }
    List<Integer> occurring = new ArrayList<>();
    for (int c = 0; c < ClassMask.IGNORE; c++) {
      if (count[c] > 0) {
        occurring.add(c);
      }
    }
    int last = occurring.isEmpty() ? -1 : occurring.get(occurring.size() - 1);
    if (last >= classNames.size()) {
      throw new IllegalArgumentException(
          "the mask holds class %d but only %d classes have names"
              .formatted(last, classNames.size()));
    }
    int pixels = mask.classes().length;
    return occurring.stream()
        .sorted(Comparator.comparingInt(c -> -count[c]))
        .map(
            c ->
                new Legend.Entry(
                    palette.color(c), classNames.get(c), Legend.share(count[c], pixels)))
        .toList();
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
