package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done to an image once, before it is kept for all epochs. Where epochs see the whole image
 * it gets the size that it has in the model's input; where they see parts of it, it is only made
 * smaller, to a shorter side that is a quarter longer than the input. Windows of the image's own
 * scale are cut out of the image as it is.
 *
 * @param spec of the model's input
 * @param crops whether parts are cut out later
 */
record CacheTransform(PreprocessSpec spec, boolean crops) {
  private static final double MARGIN = 1.25;

  /** The images as they are kept. */
  ImageLoader of(ImageLoader decoded) {
    return index -> {
      ImageLoader.Decoded image = decoded.image(index);
      return prepare(image.image(), image.mask());
    };
  }

  /** The same preparation in words, for the cache's key. */
  String description() {
    if (spec.fit() == Fit.CROP) {
      return "as they are";
    }
    if (crops) {
      return "shorter side at most %s, area".formatted(shorterSide());
    }
    String resized =
        "%s x %s, %s"
            .formatted(
                spec.width(), spec.height(), spec.interpolation().name().toLowerCase(Locale.ROOT));
    return spec.fit() == Fit.STRETCH
        ? resized
        : "%s, %s %s".formatted(resized, spec.fit().name().toLowerCase(Locale.ROOT), spec.resize());
  }

  ImageLoader.Decoded prepare(RgbImage image, @Nullable ClassMask mask) {
    if (spec.fit() == Fit.CROP) {
      return new ImageLoader.Decoded(image, mask);
    }
    if (!crops) {
      ImageSize scaled = Placement.of(spec, image.width(), image.height()).scaled();
      return resized(image, mask, scaled.width(), scaled.height(), spec.interpolation());
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
    int input = (int) Math.rint(Math.max(spec.width(), spec.height()) * MARGIN);
    return Math.max(input, spec.resize());
  }

  private static ImageLoader.Decoded resized(
      RgbImage image, @Nullable ClassMask mask, int width, int height, Interpolation by) {
    return new ImageLoader.Decoded(
        Resizing.resize(image, width, height, by),
        mask == null ? null : Resizing.resizeNearest(mask, width, height));
  }
}
