package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.List;

/**
 * An image's tokens and a class for each of its patches.
 *
 * @param tokens [N, D] over a grid
 * @param labels one pixel for each patch of the grid; {@link ClassMask#IGNORE} for a patch that has
 *     none
 */
record LabelledTokens(PatchTokens tokens, ClassMask labels) {

  /** Checks that the grids are the same. */
  public LabelledTokens {
    if (tokens.rows() != labels.height() || tokens.columns() != labels.width()) {
      throw new IllegalArgumentException(
          "tokens of %d x %d patches need as many labels, got %d x %d"
              .formatted(tokens.rows(), tokens.columns(), labels.height(), labels.width()));
    }
  }

  /**
   * The class of each patch, [N], or {@link ClassMask#IGNORE}.
   *
   * @throws IllegalArgumentException if there is another class than 0..{@code classes - 1}
   */
  int[] labels(int classes) {
    int[] found = new int[tokens.patches()];
    for (int patch = 0; patch < found.length; patch++) {
      found[patch] = labels.classes()[patch] & 0xff;
      if (found[patch] >= classes && found[patch] != ClassMask.IGNORE) {
        throw new IllegalArgumentException(
            "classes are 0..%d, but patch %d has label %d"
                .formatted(classes - 1, patch, found[patch]));
      }
    }
    return found;
  }

  /**
   * Labelled tokens of many images that can be read more than once, as a probe has to: a list, or
   * features that lie on disk. Every call for an image gives the same; several threads may call.
   */
  interface Source {

    /** How many images there are. */
    int images();

    /** One of them, counted from 0. */
    LabelledTokens image(int index);

    /** Images that are held in memory. */
    static Source of(List<LabelledTokens> images) {
      List<LabelledTokens> all = List.copyOf(images);
      return new Source() {
        @Override
        public int images() {
          return all.size();
        }

        @Override
        public LabelledTokens image(int index) {
          return all.get(index);
        }
      };
    }
  }
}
