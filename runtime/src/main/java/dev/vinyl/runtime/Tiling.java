package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageSize;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How large images are segmented window by window, so that the model sees their pixels without
 * shrinking them. Windows lie side by side with some overlap and cover the image; the last of a row
 * or column is moved back until it ends with the image. Where windows overlap, the model's scores
 * (logits, or probabilities where it gives them) are averaged with weights that rise smoothly from
 * a window's borders, so that there is no seam; of a model that gives classes alone, the window
 * counts whose middle is nearest.
 *
 * <p>A window is resized to the model's input as its {@link dev.vinyl.runtime.image.Fit} says: its
 * height and width each for itself, or with padding. A model whose file leaves height and width
 * open is given windows at their own size, rounded up to what its description allows. An image that
 * is smaller than a window in height or width is one window high or wide; one that is a single
 * window is segmented as it would be without tiling.
 *
 * @param window height and width of a window in the image's pixels; empty for those of the model's
 *     input, which leaves the pixels as they are
 * @param overlap the share of a window's height and width that lies in the next one, 0 to {@value
 *     #MOST_OVERLAP}
 */
public record Tiling(Optional<ImageSize> window, double overlap) {
  /**
   * A quarter: of a window's pixels those in the middle half are not averaged with others', and a
   * large image takes 1 / (1 - 0.25)^2 = 1.8 times the work of windows without overlap; with a half
   * it is 4 times.
   */
  public static final double DEFAULT_OVERLAP = 0.25;

  /** More would give nearly every pixel to a hundred windows or more. */
  public static final double MOST_OVERLAP = 0.9;

  /** The least height and width of a window, in pixels. */
  public static final int LEAST_SIDE = 8;

  /** The largest height and width of a window, in pixels. */
  public static final int MOST_SIDE = 8192;

  /** Checks both; the message names the one that is wrong. */
  public Tiling {
    Objects.requireNonNull(window, "window");
    window.ifPresent(
        size -> {
          requireSide(size.height());
          requireSide(size.width());
        });
    if (!(overlap >= 0 && overlap <= MOST_OVERLAP)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the overlap of windows must be in 0..%s of a window, got %s",
              MOST_OVERLAP,
              overlap));
    }
  }

  private static void requireSide(int pixels) {
    if (pixels < LEAST_SIDE || pixels > MOST_SIDE) {
      throw new IllegalArgumentException(
          "a window's height and width must be in %d..%d pixels, got %d"
              .formatted(LEAST_SIDE, MOST_SIDE, pixels));
    }
  }

  /** Windows of the size that the model was made for, with {@link #DEFAULT_OVERLAP}. */
  public static Tiling auto() {
    return new Tiling(Optional.empty(), DEFAULT_OVERLAP);
  }

  /** Windows of so many pixels, with {@link #DEFAULT_OVERLAP}. */
  public static Tiling of(int height, int width) {
    return new Tiling(Optional.of(new ImageSize(width, height)), DEFAULT_OVERLAP);
  }

  /** The same windows with another overlap. */
  public Tiling withOverlap(double share) {
    return new Tiling(window, share);
  }
}
