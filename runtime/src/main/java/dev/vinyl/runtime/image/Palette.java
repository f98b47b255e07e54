package dev.vinyl.runtime.image;

import java.util.Arrays;
import java.util.List;

/**
 * The colours of classes: class k has colour k.
 *
 * @param colors 1 to 255 colours; {@link ClassMask#IGNORE} has none
 */
public record Palette(List<Color> colors) {
  // The first eight are Okabe and Ito's with white for black; each of the others was chosen to be
  // as far as possible, in CIE Lab, from all before it, for full colour vision and for people who
  // lack one of the three kinds of cones.
  private static final Palette STANDARD =
      ofHex(
          0xe69f00, 0x0072b2, 0xffffff, 0xcc79a7, 0x009e73, 0xf0e442, 0x56b4e9, 0xd55e00, 0x8800ff,
          0x224422, 0xaaff88, 0x662266, 0x4422aa, 0x8866ff, 0xaacc88, 0x884400, 0x668844, 0x00eeff,
          0xaa0044, 0x88ccaa, 0xaa2266, 0xff2244, 0xff8844, 0xaa88ff);

  /**
   * A colour.
   *
   * @param red 0..255
   * @param green 0..255
   * @param blue 0..255
   */
  public record Color(int red, int green, int blue) {
    /** Checks that each channel fits a byte. */
    public Color {
      if (((red | green | blue) & ~0xff) != 0) {
        throw new IllegalArgumentException(
            "a colour's channels are in 0..255, got %d, %d, %d".formatted(red, green, blue));
      }
    }

    /** The colour as CSS writes it, such as #e69f00. */
    public String toHex() {
      return "#%02x%02x%02x".formatted(red, green, blue);
    }
  }

  /** Checks the number of colours. */
  public Palette {
    colors = List.copyOf(colors);
    if (colors.isEmpty() || colors.size() > ClassMask.IGNORE) {
      throw new IllegalArgumentException(
          "a palette has 1 to %d colours, got %d".formatted(ClassMask.IGNORE, colors.size()));
    }
  }

  /** 24 colours that colour-blind readers can tell apart, too. */
  public static Palette standard() {
    return STANDARD;
  }

  /**
   * The colour of a class; beyond the last colour they start again.
   *
   * @param classIndex at least 0
   */
  public Color color(int classIndex) {
    return colors.get(classIndex % colors.size());
  }

  private static Palette ofHex(int... colors) {
    return new Palette(
        Arrays.stream(colors)
            .mapToObj(rgb -> new Color(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff))
            .toList());
  }
}
