package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Placement;
import java.util.Arrays;
import java.util.Optional;

/**
 * An image's logits [C, H, W] as a model gives them. At another size logits are enlarged bilinearly
 * first; masks and probabilities follow from what that gives. Beside its result a method takes
 * memory for some rows and for one map of the model's size, however large the image is.
 */
public final class LogitMap implements PixelScores {
  private final int classes;
  private final int height;
  private final int width;
  private final float[] logits;

  /**
   * Wraps logits, without copying.
   *
   * @param classes 1..255
   * @param logits {@code classes * height * width} finite values, [C, H, W]
   */
  public LogitMap(int classes, int height, int width, float[] logits) {
    if (classes < 1
        || classes > ClassMask.IGNORE
        || height < 1
        || width < 1
        || logits.length != Math.multiplyExact((long) classes * height, width)) {
      throw new IllegalArgumentException(
          "%d logits are no [%d, %d, %d]".formatted(logits.length, classes, height, width));
    }
    this.classes = classes;
    this.height = height;
    this.width = width;
    this.logits = logits;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  public int classes() {
    return classes;
  }

  public float logit(int c, int pixel) {
    return logits[c * height * width + pixel];
  }

  @Override
  public Optional<float[]> logits() {
    return Optional.of(logits);
  }

  @Override
  public Optional<float[]> planes() {
    return Optional.of(logits);
  }

  @Override
  public PixelScores ofPlanes(int newHeight, int newWidth, float[] planes) {
    return new LogitMap(classes, newHeight, newWidth, planes);
  }

  /** The class of the largest logit, the lowest class where several are equal. */
  @Override
  public ClassMask mask(int targetWidth, int targetHeight) {
    ClassMask own = new ClassMask(width, height, winners());
    return targetWidth == width && targetHeight == height
        ? own
        : enlarged(
            own, new BilinearAxis(width, targetWidth), new BilinearAxis(height, targetHeight));
  }

  /**
   * The classes of an image's own pixels, of those that the model was shown: of {@link
   * Placement#shown}, in that rectangle's size. Each pixel's logits are taken from where its middle
   * lies in the input, which this map covers, bilinearly between those of its surroundings that are
   * not padding throughout.
   */
  public ClassMask mask(Placement placement) {
    CropBox shown = placement.shown();
    if (placement.fillsExactly()) {
      return mask(shown.width(), shown.height());
    }
    CropBox touched = placement.touched(width, height);
    CropBox part = placement.part();
    double across = (double) placement.scaled().width() / part.width();
    double down = (double) placement.scaled().height() / part.height();
    double columns = (double) width / placement.input().width();
    double rows = (double) height / placement.input().height();
    return enlarged(
        new ClassMask(width, height, winners()),
        new BilinearAxis(
            across * columns,
            (placement.left() + (shown.x() - part.x()) * across) * columns,
            touched.x(),
            touched.x() + touched.width() - 1,
            shown.width()),
        new BilinearAxis(
            down * rows,
            (placement.top() + (shown.y() - part.y()) * down) * rows,
            touched.y(),
            touched.y() + touched.height() - 1,
            shown.height()));
  }

  private ClassMask enlarged(ClassMask own, BilinearAxis columns, BilinearAxis rows) {
    return new MaskEnlargement(this, own, columns, rows).mask();
  }

  /** The class of the largest logit for each pixel of the model's output. */
  private byte[] winners() {
    int pixels = height * width;
    byte[] winners = new byte[pixels];
    float[] best = new float[pixels];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    for (int c = 0; c < classes; c++) {
      int first = c * pixels;
      for (int i = 0; i < pixels; i++) {
        float value = logits[first + i];
        if (value > best[i]) {
          best[i] = value;
          winners[i] = (byte) c;
        }
      }
    }
    return winners;
  }

  /**
   * The softmax over classes of the enlarged logits z. With 1 / sum(exp(z_c - z_k)) nothing
   * overflows to a wrong value: a term too large for a double makes the probability 0.
   */
  @Override
  public float[] probabilities(int classIndex, int targetWidth, int targetHeight) {
    BilinearAxis columns = new BilinearAxis(width, targetWidth);
    BilinearAxis rows = new BilinearAxis(height, targetHeight);
    float[] result = new float[Math.multiplyExact(targetWidth, targetHeight)];
    double[] sum = new double[targetWidth];
    float[] difference = new float[width];
    for (int y = 0; y < targetHeight; y++) {
      Arrays.fill(sum, 1); // exp(z_k - z_k)
      for (int c = 0; c < classes; c++) {
        if (c != classIndex) {
          subtractRows(c, classIndex, rows, y, difference);
          addExponentials(difference, columns, sum);
        }
      }
      int at = y * targetWidth;
      for (int x = 0; x < targetWidth; x++) {
        result[at + x] = (float) (1 / sum[x]);
      }
    }
    return result;
  }

  /** By how much the logit of c exceeds that of k in target row y, at the source's columns. */
  private void subtractRows(int c, int k, BilinearAxis rows, int y, float[] target) {
    int above = rows.low[y] * width;
    int below = rows.high[y] * width;
    int ofC = c * height * width;
    int ofK = k * height * width;
    float weight = rows.weight[y];
    for (int x = 0; x < width; x++) {
      float high = logits[ofC + above + x] - logits[ofK + above + x];
      float low = logits[ofC + below + x] - logits[ofK + below + x];
      target[x] = high + (low - high) * weight;
    }
  }

  private static void addExponentials(float[] source, BilinearAxis columns, double[] sum) {
    for (int x = 0; x < sum.length; x++) {
      float low = source[columns.low[x]];
      sum[x] += Math.exp(low + (source[columns.high[x]] - low) * columns.weight[x]);
    }
  }

  @Override
  public double confidence() {
    int pixels = height * width;
    double total = 0;
    for (int i = 0; i < pixels; i++) {
      float best = logits[i];
      for (int c = 1; c < classes; c++) {
        best = Math.max(best, logits[c * pixels + i]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[c * pixels + i] - best);
      }
      total += 1 / sum;
    }
    return total / pixels;
  }
}
