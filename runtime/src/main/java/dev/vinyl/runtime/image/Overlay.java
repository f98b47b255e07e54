package dev.vinyl.runtime.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** Shows a mask on its image, for people to look at. */
public final class Overlay {
  /** How strongly {@link #forViewing} colours: both the image and the classes stay readable. */
  public static final float DEFAULT_OPACITY = 0.45f;

  private static final int VIEWING_SIDE = 384;
  private static final int MAX_VIEWING_SIDE = 4096;
  private static final float LINE_STRENGTH = 0.75f;

  private Overlay() {}

  /**
   * Colours an image by a mask of its size; where two classes meet, a line of the stronger colour
   * is drawn. Pixels of {@link ClassMask#IGNORE} stay as they are.
   *
   * @param opacity 0 leaves the image as it is, apart from the lines; 1 hides it
   * @return a new image of the same size
   * @throws IllegalArgumentException if sizes differ or opacity is outside 0..1
   */
  public static RgbImage blend(RgbImage image, ClassMask mask, Palette palette, float opacity) {
    requireSameSize(image, mask);
    requireOpacity(opacity);
    byte[] pixels = image.pixels().clone();
    for (int y = 0; y < mask.height(); y++) {
      blendRow(pixels, 3 * mask.width() * y, mask, y, palette, opacity);
    }
    return new RgbImage(image.width(), image.height(), pixels);
  }

  /**
   * Writes what {@link #blend} gives as {@link PredictionPng}, however large the image is: beside
   * the mask it takes some rows of Java's memory, and the decoded image lies outside of it. The
   * file appears under its name only when it is complete; one that is there is replaced.
   *
   * @param source decoded anew
   * @throws ImageException if the image cannot be decoded within the limits, or hasn't the mask's
   *     size; nothing is written then
   * @throws IOException one line with the path, if the file cannot be written
   * @throws IllegalArgumentException if opacity is outside 0..1
   */
  public static void write(
      ImageSource source,
      DecodeLimits limits,
      ClassMask mask,
      Palette palette,
      float opacity,
      Path file)
      throws IOException {
    requireOpacity(opacity);
    try (NativeDecoder decoder = new NativeDecoder(limits)) {
      ByteBuffer pixels = decodeLike(mask, source, decoder).createBuffer();
      PredictionPng.write(
          new PngRows(
              mask.width(),
              mask.height(),
              (y, row) -> {
                pixels.get(row.length * y, row);
                blendRow(row, 0, mask, y, palette, opacity);
              }),
          file);
    } catch (OutOfMemoryError e) {
      throw ImageException.outOfMemory(source.name(), e);
    }
  }

  /** Decodes an image that has to have a mask's size. */
  private static Mat decodeLike(ClassMask mask, ImageSource source, NativeDecoder decoder)
      throws ImageException {
    Mat decoded = decoder.decode(source);
    if (decoded.cols() != mask.width() || decoded.rows() != mask.height()) {
      throw new ImageException(
          source.name(),
          "has %d x %d pixels but had %d x %d when it was segmented; segment it again"
              .formatted(decoded.cols(), decoded.rows(), mask.width(), mask.height()));
    }
    return decoded;
  }

  private static void requireSameSize(RgbImage image, ClassMask mask) {
    if (image.width() != mask.width() || image.height() != mask.height()) {
      throw new IllegalArgumentException(
          "the image has %d x %d pixels, its mask %d x %d; resize one of them"
              .formatted(image.width(), image.height(), mask.width(), mask.height()));
    }
  }

  private static void requireOpacity(float opacity) {
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("opacity must be in 0..1, got " + opacity);
    }
  }

  /** Colours row y of a mask, whose pixels start at {@code from}. */
  private static void blendRow(
      byte[] pixels, int from, ClassMask mask, int y, Palette palette, float opacity) {
    float lineOpacity = opacity + (1 - opacity) * LINE_STRENGTH;
    int at = from;
    for (int x = 0; x < mask.width(); x++, at += 3) {
      int classIndex = mask.get(x, y);
      if (classIndex != ClassMask.IGNORE) {
        Palette.Color color = palette.color(classIndex);
        mix(pixels, at, color, meetsAnother(mask, x, y) ? lineOpacity : opacity);
      }
    }
  }

  /**
   * As {@link #blend} with {@link #DEFAULT_OPACITY}, but small images are enlarged first, by a
   * whole factor, until their shorter side has at least 384 pixels or their longer one would have
   * more than 4096: lines then are finer than the image's own pixels. Images whose longer side has
   * more than 4096 pixels are made smaller, to that.
   */
  public static RgbImage forViewing(RgbImage image, ClassMask mask, Palette palette) {
    requireSameSize(image, mask);
    ImageSize size = sizeForViewing(image.width(), image.height());
    Interpolation way = size.width() < image.width() ? Interpolation.AREA : Interpolation.CUBIC;
    return forViewing(
        Resizing.resize(image, size.width(), size.height(), way), mask, size, palette);
  }

  /** The same, where an image that is made smaller is never whole in Java's memory. */
  private static RgbImage forViewing(
      ImageSource source, DecodeLimits limits, ClassMask mask, Palette palette)
      throws ImageException {
    ImageSize size = sizeForViewing(mask.width(), mask.height());
    try (NativeDecoder decoder = new NativeDecoder(limits)) {
      Mat decoded = decodeLike(mask, source, decoder);
      return size.width() < mask.width()
          ? forViewing(MatImages.ofRgb(decoded, size, Interpolation.AREA), mask, size, palette)
          : forViewing(MatImages.ofRgb(decoded), mask, palette);
    }
  }

  private static RgbImage forViewing(
      RgbImage resized, ClassMask mask, ImageSize size, Palette palette) {
    ClassMask resizedMask = Resizing.resizeNearest(mask, size.width(), size.height());
    return blend(resized, resizedMask, palette, DEFAULT_OPACITY);
  }

  private static ImageSize sizeForViewing(int width, int height) {
    int shorter = Math.min(width, height);
    int longer = Math.max(width, height);
    if (longer > MAX_VIEWING_SIDE) {
      double scale = (double) MAX_VIEWING_SIDE / longer;
      return new ImageSize(
          (int) Math.max(1, Math.round(width * scale)),
          (int) Math.max(1, Math.round(height * scale)));
    }
    int wanted = (VIEWING_SIDE + shorter - 1) / shorter;
    int factor = Math.max(1, Math.min(wanted, MAX_VIEWING_SIDE / longer));
    return new ImageSize(width * factor, height * factor);
  }

  /**
   * As {@link #forViewing}, with a legend in a strip below: for each class that occurs its colour,
   * its name (cut where it is too long) and its share of the mask's pixels, from the largest to the
   * smallest. A JVM that finds no font, as in a container without any, gives the image alone.
   *
   * @param source decoded anew; one whose longer side has more than 4096 pixels is made smaller
   * @param classNames by class index
   * @return of type {@link BufferedImage#TYPE_INT_RGB}; as wide as the image for viewing, or wider
   *     where a very narrow one leaves no room for letters
   * @throws ImageException if the image cannot be decoded within the limits, or hasn't the mask's
   *     size
   * @throws IllegalArgumentException if the mask holds a class without a name
   */
  public static BufferedImage withLegend(
      ImageSource source,
      DecodeLimits limits,
      ClassMask mask,
      List<String> classNames,
      Palette palette)
      throws ImageException {
    List<Legend.Entry> entries = entries(mask, classNames, palette);
    try {
      return Legend.below(forViewing(source, limits, mask, palette), entries);
    } catch (OutOfMemoryError e) {
      throw ImageException.outOfMemory(source.name(), e);
    }
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
