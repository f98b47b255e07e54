package dev.vinyl.runtime.internal.scores;

/** The masks once more, slowly and in double precision: what the fast way is held against. */
public final class NaiveMasks {
  /** Logits closer together than this may be decided either way in float32. */
  private static final double CLOSE = 1e-5;

  private NaiveMasks() {}

  /** The logit of a class at a pixel of a target of another size: bilinear, half-pixel centres. */
  public static double logit(double[][][] logits, int c, int x, int y, int width, int height) {
    int sourceHeight = logits[c].length;
    int sourceWidth = logits[c][0].length;
    double sx = (x + 0.5) / width * sourceWidth - 0.5;
    double sy = (y + 0.5) / height * sourceHeight - 0.5;
    double sum = 0;
    for (int dy = 0; dy <= 1; dy++) {
      for (int dx = 0; dx <= 1; dx++) {
        int px = (int) Math.floor(sx) + dx;
        int py = (int) Math.floor(sy) + dy;
        double weight = (1 - Math.abs(sx - px)) * (1 - Math.abs(sy - py));
        int nearX = Math.max(0, Math.min(sourceWidth - 1, px));
        int nearY = Math.max(0, Math.min(sourceHeight - 1, py));
        sum += weight * logits[c][nearY][nearX];
      }
    }
    return sum;
  }

  /** Whether a class has the largest logit at a pixel, or one that is as good as equal. */
  public static boolean wins(double[][][] logits, int c, int x, int y, int width, int height) {
    double mine = logit(logits, c, x, y, width, height);
    for (int other = 0; other < logits.length; other++) {
      if (logit(logits, other, x, y, width, height) > mine + CLOSE) {
        return false;
      }
    }
    return true;
  }
}
