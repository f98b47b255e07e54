package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.PatchComposition;
import java.util.Locale;
import java.util.OptionalInt;

/** The patches whose {@link SimilarityMap} the paper shows of each image. */
public enum ReferencePatch {
  /** The first patch, in the upper left corner, which is background in most images. */
  BACKGROUND_CORNER,
  /**
   * The patch with the most pixels of the foreground among those with at most 20 % of the border.
   */
  FOREGROUND,
  /** The patch with the most pixels of the border. */
  BORDER;

  private static final double MOST_BORDER = 0.2;

  /** The name in files: {@code backgroundCorner}, {@code foreground}, {@code border}. */
  public String key() {
    return this == BACKGROUND_CORNER ? "backgroundCorner" : label();
  }

  /** The name for people, such as {@code background corner}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Finds the patch in an image, the first of those that tie.
   *
   * @param foreground index of the foreground's class; -1 where there is none
   * @param border index of the border's class; -1 where there is none
   * @return the patch, counted row by row from 0; empty if no patch has what is looked for
   */
  public OptionalInt find(PatchComposition image, int foreground, int border) {
    return switch (this) {
      case BACKGROUND_CORNER -> OptionalInt.of(0);
      case FOREGROUND -> mostOf(image, foreground, border, MOST_BORDER);
      case BORDER -> mostOf(image, border, border, 1);
    };
  }

  private static OptionalInt mostOf(
      PatchComposition image, int wanted, int border, double mostBorder) {
    if (wanted < 0 || border < 0) {
      return OptionalInt.empty();
    }
    int best = -1;
    int most = 0;
    for (int patch = 0; patch < image.patches(); patch++) {
      if (image.share(patch, border) <= mostBorder && image.pixels(patch, wanted) > most) {
        best = patch;
        most = image.pixels(patch, wanted);
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }
}
