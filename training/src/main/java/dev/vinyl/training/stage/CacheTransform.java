package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done to an image once, before it is kept for all epochs. Where epochs see the whole image
 * that is its final size; where they see parts of it, it is only made smaller, to a shorter side
 * that is a quarter longer than the model's input.
 *
 * @param width of the model's input, in pixels
 * @param height of the model's input, in pixels
 * @param interpolation to the final size
 * @param crops whether parts are cut out later
 */
record CacheTransform(int width, int height, Interpolation interpolation, boolean crops) {
  private static final double MARGIN = 1.25;

  static CacheTransform of(StageConfig config, boolean crops) {
    PreprocessSpec spec = config.preprocess();
    return new CacheTransform(spec.width(), spec.height(), spec.interpolation(), crops);
  }

  /** The images as they are kept. */
  ImageLoader of(ImageLoader decoded) {
    return index -> {
      ImageLoader.Decoded image = decoded.image(index);
      return prepare(image.image(), image.mask());
    };
  }

  /** The same preparation in words, for the cache's key. */
  String description() {
    return crops
        ? "shorter side at most %s, area".formatted(shorterSide())
        : "%s x %s, %s".formatted(width, height, interpolation.name().toLowerCase(Locale.ROOT));
  }

  ImageLoader.Decoded prepare(RgbImage image, @Nullable ClassMask mask) {
    if (!crops) {
      return resized(image, mask, width, height, interpolation);
    }
    double factor = (double) shorterSide() / Math.min(image.width(), image.height());
    return factor >= 1
        ? new ImageLoader.Decoded(image, mask)
        : resized(
            image,
            mask,
            Math.max(1, (int) Math.rint(image.width() * factor)),
            Math.max(1, (int) Math.rint(image.height() * factor)),
            Interpolation.AREA);
  }

  private int shorterSide() {
    return (int) Math.rint(Math.max(width, height) * MARGIN);
  }

  private static ImageLoader.Decoded resized(
      RgbImage image, @Nullable ClassMask mask, int width, int height, Interpolation by) {
    return new ImageLoader.Decoded(
        Resizing.resize(image, width, height, by),
        mask == null ? null : Resizing.resizeNearest(mask, width, height));
  }
}
