package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Optional;

/**
 * An image's probabilities [C, H, W] as a model gives them: its last layer is a softmax or a
 * sigmoid. At another size they are enlarged bilinearly, so that a pixel's still sum to 1.
 */
public final class ProbabilityScores implements PixelScores {
  private final int classes;
  private final int height;
  private final int width;
  private final float[] probabilities;
  private final double smallest;

  /**
   * Wraps probabilities, without copying.
   *
   * @param probabilities {@code classes * height * width} values in 0..1, [C, H, W]; those of a
   *     pixel sum to 1
   * @param smallest what a 0 stands for, above 0: what single precision made 0 was something
   */
  public ProbabilityScores(
      int classes, int height, int width, float[] probabilities, double smallest) {
    this.classes = classes;
    this.height = height;
    this.width = width;
    this.probabilities = probabilities;
    this.smallest = smallest;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public ClassMask mask(int targetWidth, int targetHeight) {
    return new LogitMap(classes, height, width, probabilities).mask(targetWidth, targetHeight);
  }

  /** Their logarithms, whose softmax they are. */
  @Override
  public Optional<float[]> logits() {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(Math.max(smallest, probabilities[i]));
    }
    return Optional.of(logits);
  }

  @Override
  public Optional<float[]> planes() {
    return Optional.of(probabilities);
  }

  @Override
  public PixelScores ofPlanes(int newHeight, int newWidth, float[] planes) {
    return new ProbabilityScores(classes, newHeight, newWidth, planes, smallest);
  }

  @Override
  public float[] probabilities(int classIndex, int targetWidth, int targetHeight) {
    BilinearAxis columns = new BilinearAxis(width, targetWidth);
    BilinearAxis rows = new BilinearAxis(height, targetHeight);
    float[] result = new float[Math.multiplyExact(targetWidth, targetHeight)];
    int plane = classIndex * height * width;
    for (int y = 0; y < targetHeight; y++) {
      int above = plane + rows.low[y] * width;
      int below = plane + rows.high[y] * width;
      for (int x = 0; x < targetWidth; x++) {
        float left = between(above + columns.low[x], below + columns.low[x], rows.weight[y]);
        float right = between(above + columns.high[x], below + columns.high[x], rows.weight[y]);
        result[y * targetWidth + x] = left + (right - left) * columns.weight[x];
      }
    }
    return result;
  }

  private float between(int from, int to, float weight) {
    return probabilities[from] + (probabilities[to] - probabilities[from]) * weight;
  }

  @Override
  public double confidence() {
    int pixels = height * width;
    double total = 0;
    for (int i = 0; i < pixels; i++) {
      float best = 0;
      for (int c = 0; c < classes; c++) {
        best = Math.max(best, probabilities[c * pixels + i]);
      }
      total += best;
    }
    return total / pixels;
  }
}
