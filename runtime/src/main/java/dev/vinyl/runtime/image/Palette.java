package dev.vinyl.runtime.image;

import java.util.List;

/**
 * The colours of classes: class k has colour k.
 *
 * @param colors at least 1 and at most 255
 */
public record Palette(List<Color> colors) {
  private static final Palette STANDARD =
      new Palette(
          List.of(
              new Color(230, 159, 0),
              new Color(86, 180, 233),
              new Color(0, 158, 115),
              new Color(240, 228, 66),
              new Color(0, 114, 178),
              new Color(213, 94, 0),
              new Color(204, 121, 167)));

  /** A colour; each channel 0..255. */
  public record Color(int red, int green, int blue) {
    /** Checks that each channel fits a byte. */
    public Color {
      if (((red | green | blue) & ~0xff) != 0) {
        throw new IllegalArgumentException(
            "a colour's channels are 0..255, got %d, %d, %d".formatted(red, green, blue));
      }
    }
  }

  /** Checks the number of colours. */
  public Palette {
    colors = List.copyOf(colors);
    if (colors.isEmpty() || colors.size() > 255) {
      throw new IllegalArgumentException("a palette has 1 to 255 colours, got " + colors.size());
    }
  }

  /** Distinct colours that stay apart for colour-blind readers. */
  public static Palette standard() {
    return STANDARD;
  }

  /** The colour of a class; beyond the last colour they start again. */
  public Color color(int classIndex) {
    return colors.get(classIndex % colors.size());
  }
}
