package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/** A picture's logits [C, H, W] as a model gives them, and the masks that follow from them. */
final class LogitMap {
  private final int classes;
  private final int height;
  private final int width;
  private final float[] logits;

  /**
   * Wraps logits, without copying.
   *
   * @param classes 1..255
   * @param logits {@code classes * height * width} values, [C, H, W]
   */
  LogitMap(int classes, int height, int width, float[] logits) {
    if (classes < 1 || classes > ClassMask.IGNORE || logits.length != classes * height * width) {
      throw new IllegalArgumentException(
          "%d logits are no [%d, %d, %d]".formatted(logits.length, classes, height, width));
    }
    this.classes = classes;
    this.height = height;
    this.width = width;
    this.logits = logits;
  }

  /** The class of the largest logit for each pixel of the model's output. */
  ClassMask argmax() {
    return argmax(width, height);
  }

  /**
   * The class of the largest logit after bilinear resizing. Works row by row: beside the mask it
   * takes memory for one row only, however large the picture is.
   */
  ClassMask argmax(int targetWidth, int targetHeight) {
    Axis columns = new Axis(targetWidth, width);
    Axis rows = new Axis(targetHeight, height);
    byte[] mask = new byte[Math.multiplyExact(targetWidth, targetHeight)];
    float[] source = new float[width];
    float[] best = new float[targetWidth];
    for (int y = 0; y < targetHeight; y++) {
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
      for (int c = 0; c < classes; c++) {
        blendRows(c, rows.low[y], rows.high[y], rows.weight[y], source);
        keepLargest(source, columns, c, best, mask, y * targetWidth);
      }
    }
    return new ClassMask(targetWidth, targetHeight, mask);
  }

  private void blendRows(int c, int low, int high, float weight, float[] target) {
    int a = (c * height + low) * width;
    int b = (c * height + high) * width;
    for (int x = 0; x < width; x++) {
      target[x] = logits[a + x] + (logits[b + x] - logits[a + x]) * weight;
    }
  }

  private static void keepLargest(
      float[] source, Axis columns, int c, float[] best, byte[] mask, int offset) {
    for (int x = 0; x < best.length; x++) {
      float low = source[columns.low[x]];
      float value = low + (source[columns.high[x]] - low) * columns.weight[x];
      if (value > best[x]) {
        best[x] = value;
        mask[offset + x] = (byte) c;
      }
    }
  }

  /** For each target index the two source indices around it and the weight of the higher one. */
  private static final class Axis {
    final int[] low;
    final int[] high;
    final float[] weight;

    Axis(int target, int source) {
      low = new int[target];
      high = new int[target];
      weight = new float[target];
      double scale = (double) source / target;
      for (int i = 0; i < target; i++) {
        double at = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), source - 1);
        low[i] = (int) at;
        high[i] = Math.min(low[i] + 1, source - 1);
        weight[i] = (float) (at - low[i]);
      }
    }
  }
}
