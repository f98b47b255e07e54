package dev.vinyl.export.inference;

/** The values of one activation over all calibration images: a histogram between the extremes. */
final class ActivationRange {
  private static final int BINS = 4096;

  private float smallest = Float.POSITIVE_INFINITY;
  private float largest = Float.NEGATIVE_INFINITY;
  private final long[] counts = new long[BINS];
  private long total;

  /** Widens the range, before anything is counted. */
  void widen(float[] values) {
    for (float value : values) {
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }

  /** Counts values that all were widened for. */
  void count(float[] values) {
    double perBin = binWidth();
    for (float value : values) {
      int bin = perBin == 0 ? 0 : (int) ((value - smallest) / perBin);
      counts[Math.min(bin, BINS - 1)]++;
    }
    total += values.length;
  }

  /** The value below which this share of all values lies, to the width of a bin. */
  float quantile(double share) {
    double wanted = share * total;
    long below = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (below + counts[bin] > wanted) {
        return (float) (smallest + bin * binWidth());
      }
      below += counts[bin];
    }
    return largest;
  }

  float smallest() {
    return smallest;
  }

  float largest() {
    return largest;
  }

  private double binWidth() {
    return ((double) largest - smallest) / BINS;
  }
}
