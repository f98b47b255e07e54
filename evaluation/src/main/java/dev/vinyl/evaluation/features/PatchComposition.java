package dev.vinyl.evaluation.features;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;

/** How many pixels of each class the patches of an image have. Immutable. */
public final class PatchComposition {
  private final int rows;
  private final int columns;
  private final int classes;
  private final int patchPixels;
  private final int[] counts; // [N, classes]

  private PatchComposition(int rows, int columns, int classes, int patchPixels) {
    this.rows = rows;
    this.columns = columns;
    this.classes = classes;
    this.patchPixels = patchPixels;
    this.counts = new int[rows * columns * classes];
  }

  /**
   * Counts the pixels of a mask.
   *
   * @param mask at the model's size; pixels of {@link ClassMask#IGNORE} belong to no class
   * @param patchSize side of a patch in pixels, of which both sides of the mask are multiples
   * @param classes how many classes there are, 1..255
   * @throws IllegalArgumentException if the mask cannot be cut so, or has a class out of range
   */
  public static PatchComposition of(ClassMask mask, int patchSize, int classes) {
    if (patchSize < 1 || mask.width() % patchSize != 0 || mask.height() % patchSize != 0) {
      throw new IllegalArgumentException(
          "a mask of %d x %d pixels cannot be cut into patches of %d x %d"
              .formatted(mask.width(), mask.height(), patchSize, patchSize));
    }
    if (classes < 1 || classes > ClassMask.IGNORE) {
      throw new IllegalArgumentException(
          "there must be 1..%d classes, got %d".formatted(ClassMask.IGNORE, classes));
    }
    int columns = mask.width() / patchSize;
    PatchComposition patches =
        new PatchComposition(mask.height() / patchSize, columns, classes, patchSize * patchSize);
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        patches.count((y / patchSize) * columns + x / patchSize, mask.get(x, y), x, y);
      }
    }
    return patches;
  }

  /**
   * What was counted before and kept as shares.
   *
   * @param patchSize side of a patch in pixels
   * @param shares of each patch's pixels by class, [N, classes], 0..1, as {@link #share} gives them
   * @throws IllegalArgumentException if there are not that many, or one is no share
   */
  public static PatchComposition ofShares(
      int rows, int columns, int classes, int patchSize, float[] shares) {
    PatchComposition patches =
        new PatchComposition(rows, columns, classes, Math.multiplyExact(patchSize, patchSize));
    if (shares.length != patches.counts.length) {
      throw new IllegalArgumentException(
          "%d x %d patches of %d classes have not %d shares"
              .formatted(rows, columns, classes, shares.length));
    }
    for (int i = 0; i < shares.length; i++) {
      if (!(shares[i] >= 0 && shares[i] <= 1)) {
        throw new IllegalArgumentException("shares are 0..1, got " + shares[i]);
      }
      patches.counts[i] = Math.round(shares[i] * patches.patchPixels);
    }
    return patches;
  }

  /**
   * That of a rectangle of the patches, as if it were all.
   *
   * @param box in patches
   * @return this itself, if the rectangle is the whole grid
   * @throws IllegalArgumentException if it reaches beyond the grid
   */
  public PatchComposition part(CropBox box) {
    if (box.equals(CropBox.whole(columns, rows))) {
      return this;
    }
    if (box.x() + box.width() > columns || box.y() + box.height() > rows) {
      throw new IllegalArgumentException(
          "%s reaches beyond the grid of %d x %d patches".formatted(box, columns, rows));
    }
    PatchComposition part = new PatchComposition(box.height(), box.width(), classes, patchPixels);
    int length = box.width() * classes;
    for (int row = 0; row < box.height(); row++) {
      int from = ((box.y() + row) * columns + box.x()) * classes;
      System.arraycopy(counts, from, part.counts, row * length, length);
    }
    return part;
  }

  private void count(int patch, int found, int x, int y) {
    if (found == ClassMask.IGNORE) {
      return;
    }
    if (found >= classes) {
      throw new IllegalArgumentException(
          "classes are 0..%d, but pixel (%d, %d) has %d".formatted(classes - 1, x, y, found));
    }
    counts[patch * classes + found]++;
  }

  /** Rows of the grid of patches. */
  public int rows() {
    return rows;
  }

  /** Columns of the grid of patches. */
  public int columns() {
    return columns;
  }

  /** How many patches there are, N. */
  public int patches() {
    return rows * columns;
  }

  /** How many pixels of a class a patch has; patches are counted row by row from 0. */
  public int pixels(int patch, int classIndex) {
    if (patch < 0 || patch >= patches() || classIndex < 0 || classIndex >= classes) {
      throw new IndexOutOfBoundsException(
          "patches are 0..%d and classes 0..%d, got %d and %d"
              .formatted(patches() - 1, classes - 1, patch, classIndex));
    }
    return counts[patch * classes + classIndex];
  }

  /** The share of a patch's pixels that are of a class, 0..1; ignored pixels count as others. */
  public double share(int patch, int classIndex) {
    return (double) pixels(patch, classIndex) / patchPixels;
  }

  /**
   * The class that most pixels of each patch have, the lowest of those that tie, as a mask with one
   * pixel a patch; {@link ClassMask#IGNORE} for a patch that is ignored as a whole.
   */
  public ClassMask majority() {
    byte[] labels = new byte[patches()];
    for (int patch = 0; patch < labels.length; patch++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = pixels(patch, c) > pixels(patch, best) ? c : best;
      }
      labels[patch] = (byte) (pixels(patch, best) > 0 ? best : ClassMask.IGNORE);
    }
    return new ClassMask(columns, rows, labels);
  }
}
