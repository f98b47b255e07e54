package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/**
 * Computes the mask of bilinearly resized logits. Target pixels that lie between the same four
 * source pixels form a cell. Where one class wins all four it wins the whole cell, since a weighted
 * mean keeps the order; logits are computed only in the other cells, which in most images are few.
 */
final class MaskEnlargement {
  /** Stands for a cell whose corners are won by different classes. */
  private static final int SEVERAL = -1;

  private final LogitMap logits;
  private final ClassMask winners;
  private final BilinearAxis columns;
  private final BilinearAxis rows;
  private final byte[] mask;
  private final float[] left;
  private final float[] right;

  /**
   * Prepares one mask.
   *
   * @param winners the class of the largest logit of each source pixel
   * @param columns of the result over those of the source
   * @param rows of the result over those of the source
   */
  MaskEnlargement(LogitMap logits, ClassMask winners, BilinearAxis columns, BilinearAxis rows) {
    this.logits = logits;
    this.winners = winners;
    this.columns = columns;
    this.rows = rows;
    this.mask = new byte[Math.multiplyExact(columns.length(), rows.length())];
    this.left = new float[logits.classes()];
    this.right = new float[logits.classes()];
  }

  ClassMask mask() {
    for (int top = 0, bottom; top < rows.length(); top = bottom) {
      bottom = rows.endOfCell(top);
      fillCells(top, bottom);
    }
    return new ClassMask(columns.length(), rows.length(), mask);
  }

  /** Fills the target rows top..bottom-1, which make up one row of cells. */
  private void fillCells(int top, int bottom) {
    for (int from = 0, to; from < columns.length(); from = to) {
      int winner = onlyWinner(top, from);
      to = columns.endOfCell(from);
      if (winner == SEVERAL) {
        for (int y = top; y < bottom; y++) {
          computeRow(y, from, to);
        }
        continue;
      }
      while (to < columns.length() && onlyWinner(top, to) == winner) {
        to = columns.endOfCell(to);
      }
      for (int y = top; y < bottom; y++) {
        int start = y * columns.length();
        Arrays.fill(mask, start + from, start + to, (byte) winner);
      }
    }
  }

  /** The class that wins at all corners of a target pixel's cell, or {@link #SEVERAL}. */
  private int onlyWinner(int y, int x) {
    int winner = winners.get(columns.low[x], rows.low[y]);
    return winner == winners.get(columns.high[x], rows.low[y])
            && winner == winners.get(columns.low[x], rows.high[y])
            && winner == winners.get(columns.high[x], rows.high[y])
        ? winner
        : SEVERAL;
  }

  /** One cell's pixels in row y. */
  private void computeRow(int y, int from, int to) {
    blendColumn(columns.low[from], y, left);
    blendColumn(columns.high[from], y, right);
    int start = y * columns.length();
    for (int x = from; x < to; x++) {
      mask[start + x] = (byte) largest(columns.weight[x]);
    }
  }

  /** Every class's logit at a source column, between the two source rows around target row y. */
  private void blendColumn(int column, int y, float[] target) {
    int above = rows.low[y] * logits.width() + column;
    int below = rows.high[y] * logits.width() + column;
    for (int c = 0; c < target.length; c++) {
      float high = logits.logit(c, above);
      target[c] = high + (logits.logit(c, below) - high) * rows.weight[y];
    }
  }

  private int largest(float weight) {
    int winner = 0;
    float best = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < left.length; c++) {
      float value = left[c] + (right[c] - left[c]) * weight;
      if (value > best) {
        best = value;
        winner = c;
      }
    }
    return winner;
  }
}
