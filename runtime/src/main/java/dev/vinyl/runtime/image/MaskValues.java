package dev.vinyl.runtime.image;

/**
 * What a mask's file holds: one whole number for each pixel, as it is stored. Which class a number
 * stands for is the data set's to say.
 *
 * <p>The values are shared, not copied, and never change.
 */
public final class MaskValues {
  /** What the numbers are. */
  public enum Kind {
    /** Grey values, 0..65535; of a file with fewer bits as they are, 1-bit ones are 0 and 1. */
    GREY,
    /** Entries of a palette, 0..255; see {@link MaskValues#paletteColors}. */
    PALETTE,
    /** Colours, {@code red << 16 | green << 8 | blue}; opacity is left out. */
    COLOR
  }

  private final int width;
  private final int height;
  private final Kind kind;
  private final byte[] bytes; // one or three a pixel; empty where there are wide values
  private final char[] wide;
  private final int[] paletteColors;

  private MaskValues(
      int width, int height, Kind kind, byte[] bytes, char[] wide, int[] paletteColors) {
    this.width = width;
    this.height = height;
    this.kind = kind;
    this.bytes = bytes;
    this.wide = wide;
    this.paletteColors = paletteColors;
    long pixels = (long) width * height;
    boolean fits =
        kind == Kind.COLOR
            ? bytes.length == 3 * pixels
            : bytes.length == pixels || wide.length == pixels;
    if (!fits) {
      throw new IllegalArgumentException(
          "%d x %d pixels do not fit the number of values".formatted(width, height));
    }
  }

  /**
   * Grey values of 8 bits.
   *
   * @param values {@code height * width} unsigned bytes, [H, W]
   */
  public static MaskValues grey(int width, int height, byte[] values) {
    return new MaskValues(width, height, Kind.GREY, values, new char[0], new int[0]);
  }

  /**
   * Grey values of 16 bits.
   *
   * @param values {@code height * width} of them, [H, W]
   */
  public static MaskValues grey(int width, int height, char[] values) {
    return new MaskValues(width, height, Kind.GREY, new byte[0], values, new int[0]);
  }

  /**
   * Entries of a palette.
   *
   * @param values {@code height * width} unsigned bytes, [H, W]
   * @param colors the colour of each entry, as {@link Kind#COLOR} counts them
   */
  public static MaskValues palette(int width, int height, byte[] values, int[] colors) {
    return new MaskValues(width, height, Kind.PALETTE, values, new char[0], colors.clone());
  }

  /** Colours. */
  public static MaskValues colors(RgbImage image) {
    return new MaskValues(
        image.width(), image.height(), Kind.COLOR, image.pixels(), new char[0], new int[0]);
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** Width times height. */
  public int pixels() {
    return width * height;
  }

  /** What the numbers are. */
  public Kind kind() {
    return kind;
  }

  /** The number of a pixel, counted row by row from the top left. */
  public int get(int pixel) {
    if (kind == Kind.COLOR) {
      int at = 3 * pixel;
      return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
    }
    return wide.length > 0 ? wide[pixel] : bytes[pixel] & 0xff;
  }

  /** Values of at most 8 bits as classes, without a copy. */
  ClassMask asClasses() {
    return new ClassMask(width, height, bytes);
  }

  /** Entries of a palette as grey values; grey values as they are. */
  MaskValues asGrey() {
    return kind == Kind.PALETTE ? grey(width, height, bytes) : this;
  }

  /** The colour of each entry of a palette; empty for other kinds. A copy. */
  public int[] paletteColors() {
    return paletteColors.clone();
  }

  /** Whether all colours are grey, so that the file might have been a grey one. */
  public boolean isGrey() {
    if (kind != Kind.COLOR) {
      return kind == Kind.GREY;
    }
    for (int i = 0; i < bytes.length; i += 3) {
      if (bytes[i] != bytes[i + 1] || bytes[i] != bytes[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /** Colours that are all grey as grey values of 8 bits, what else there is as it is. */
  public MaskValues withoutColor() {
    if (kind != Kind.COLOR || !isGrey()) {
      return this;
    }
    byte[] grey = new byte[pixels()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = bytes[3 * i];
    }
    return grey(width, height, grey);
  }
}
