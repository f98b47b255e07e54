package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer for one image: which class each pixel belongs to, and what follows from that. It
 * holds no native memory and outlives the {@link Segmenter}; immutable and thread-safe.
 *
 * <p>Masks and fractions are computed at the first call and kept; all else is computed at each
 * call.
 */
public final class Segmentation {
  private final ImageSource source;
  private final List<String> classNames;
  private final PixelScores scores;
  private final int width;
  private final int height;
  private final @Nullable PatchFeatures features;
  private final DecodeLimits limits;
  private @Nullable ClassMask modelMask;
  private @Nullable ClassMask mask;
  private @Nullable Map<String, Double> fractions;

  /**
   * An answer.
   *
   * @param source the image, which {@link #overlay()} decodes again
   * @param classNames all different, by the index that the scores use
   * @param width of the image, upright, in pixels
   * @param height of the image, upright, in pixels
   * @param features the encoder's final tokens, null where the model does not give them
   * @param limits that the image was decoded with
   */
  Segmentation(
      ImageSource source,
      List<String> classNames,
      PixelScores scores,
      int width,
      int height,
      @Nullable PatchFeatures features,
      DecodeLimits limits) {
    this.source = source;
    this.classNames = List.copyOf(classNames);
    this.scores = scores;
    this.width = width;
    this.height = height;
    this.features = features;
    this.limits = limits;
  }

  /** The image. */
  public ImageSource source() {
    return source;
  }

  /** Width of the image, upright, and of {@link #mask()}, in pixels. */
  public int width() {
    return width;
  }

  /** Height of the image, upright, and of {@link #mask()}, in pixels. */
  public int height() {
    return height;
  }

  /** The classes' names by the index that masks hold. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * A class for each pixel of the image, in the image's own size: the model's logits are enlarged
   * bilinearly (pixel centres at half coordinates, edges repeated), then the largest wins, the
   * lower class index where two are equal. Of a model that gives classes without logits the nearest
   * pixel's class is taken. With {@link Tiling} that is done for each window, and the logits are
   * averaged where windows overlap.
   */
  public synchronized ClassMask mask() {
    if (mask == null) {
      mask = scores.mask(width, height);
    }
    return mask;
  }

  /**
   * A class for each pixel of the model's output that shows the image, so without padding: the
   * largest logit. Of an image that was segmented in windows ({@link Tiling}) the same as {@link
   * #mask()}.
   */
  public synchronized ClassMask modelMask() {
    if (modelMask == null) {
      modelMask = scores.mask(scores.width(), scores.height());
    }
    return modelMask;
  }

  /**
   * The share of the image's pixels that belong to a class, 0..1, counted in {@link #mask()}.
   *
   * @throws IllegalArgumentException if the model has no class of this name
   */
  public double fraction(String className) {
    indexOf(className);
    return fractions().getOrDefault(className, 0.0);
  }

  /**
   * The share of the image's pixels by class, 0..1, counted in {@link #mask()}: all classes in
   * their order, also those that do not occur.
   */
  public synchronized Map<String, Double> fractions() {
    if (fractions == null) {
      fractions = countFractions(mask());
    }
    return fractions;
  }

  private Map<String, Double> countFractions(ClassMask mask) {
    int[] count = new int[ClassMask.IGNORE + 1];
    for (byte c : mask.classes()) {
      count[c & 0xff]++;
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int c = 0; c < classNames.size(); c++) {
      shares.put(classNames.get(c), (double) count[c] / mask.classes().length);
    }
    return Collections.unmodifiableMap(shares);
  }

  /**
   * The probability of a class for each pixel of the image, in the image's own size: the softmax
   * over classes of the logits, which are enlarged bilinearly first.
   *
   * @throws IllegalArgumentException if the model has no class of this name
   * @throws IllegalStateException if the model gives classes without probabilities, or the image
   *     was segmented in windows ({@link Tiling}), whose probabilities are not kept
   */
  public ProbabilityMap probabilities(String className) {
    return probabilities(className, width, height);
  }

  /**
   * The probability of a class for each pixel of the model's output: the softmax over classes of
   * the logits.
   *
   * @throws IllegalArgumentException if the model has no class of this name
   * @throws IllegalStateException if the model gives classes without probabilities, or the image
   *     was segmented in windows ({@link Tiling}), whose probabilities are not kept
   */
  public ProbabilityMap modelProbabilities(String className) {
    return probabilities(className, scores.width(), scores.height());
  }

  private ProbabilityMap probabilities(String className, int mapWidth, int mapHeight) {
    float[] values = scores.probabilities(indexOf(className), mapWidth, mapHeight);
    return new ProbabilityMap(mapWidth, mapHeight, values);
  }

  /**
   * How sure the model is: the mean, over the pixels of its output (with {@link Tiling} over every
   * fourth row and column of the image), of the probability of the class that wins. In 0..1, at
   * least one divided by the number of classes; a probability that the model claims, not one that
   * was found to hold.
   *
   * @throws IllegalStateException if the model gives classes without probabilities
   */
  public double confidence() {
    return scores.confidence();
  }

  /**
   * All connected parts of a class; as {@link #regions(String, int)} with 1.
   *
   * @throws IllegalArgumentException if the model has no class of this name
   */
  public List<Region> regions(String className) {
    return regions(className, 1);
  }

  /**
   * The connected parts of a class in {@link #mask()}: pixels that touch each other by sides or
   * corners.
   *
   * @param minPixels parts of fewer pixels are left out; at least 1
   * @return from the largest to the smallest; of equally large ones the one that starts higher up,
   *     then further left, comes first
   * @throws IllegalArgumentException if the model has no class of this name, or {@code minPixels}
   *     is below 1
   */
  public List<Region> regions(String className, int minPixels) {
    int classIndex = indexOf(className);
    if (minPixels < 1) {
      throw new IllegalArgumentException("minPixels must be at least 1, got " + minPixels);
    }
    return Contours.find(mask(), classIndex).stream()
        .filter(component -> component.pixels() >= minPixels)
        .sorted(Contours.Component.LARGEST_FIRST)
        .map(component -> component.toRegion(className))
        .toList();
  }

  /**
   * The image for people to look at: coloured by class, with lines between classes and a legend
   * below it, as {@link Overlay#withLegend} draws it with {@link Palette#standard()}. Small images
   * are enlarged, those with more than 4096 pixels a side made smaller. The image is decoded from
   * {@link #source()} again.
   *
   * @throws ImageException if the image cannot be read any more, or has another size now
   */
  public BufferedImage overlay() throws ImageException {
    return Overlay.withLegend(source, limits, mask(), classNames, Palette.standard());
  }

  /**
   * The encoder's final tokens of the image and of any padding, where the model gives them; not
   * with {@link Tiling}.
   */
  public Optional<PatchFeatures> features() {
    return Optional.ofNullable(features);
  }

  /** One line: the image's name and size, and the classes' names. Nothing is computed for it. */
  @Override
  public String toString() {
    return "%s: %d x %d pixels in classes %s".formatted(source, width, height, classNames);
  }

  private int indexOf(String className) {
    int index = classNames.indexOf(className);
    if (index < 0) {
      throw new IllegalArgumentException(
          "the model has no class '%s', it has %s".formatted(className, classNames));
    }
    return index;
  }

  /**
   * The probability of one class for each pixel, [H, W], 0..1. Holds no native memory.
   *
   * <p>The values are shared, not copied: whoever reads {@link #values()} must not change them.
   */
  public static final class ProbabilityMap {
    private final int width;
    private final int height;
    private final float[] values;

    ProbabilityMap(int width, int height, float[] values) {
      this.width = width;
      this.height = height;
      this.values = values;
    }

    /** Width in pixels. */
    public int width() {
      return width;
    }

    /** Height in pixels. */
    public int height() {
      return height;
    }

    /** The probabilities themselves, {@code height * width} values, [H, W]; not to be changed. */
    public float[] values() {
      return values;
    }

    /**
     * The probability at the pixel in column x of row y.
     *
     * @throws IndexOutOfBoundsException if there is no such pixel
     */
    public float get(int x, int y) {
      return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }
  }
}
