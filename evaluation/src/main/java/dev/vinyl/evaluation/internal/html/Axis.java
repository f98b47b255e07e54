package dev.vinyl.evaluation.internal.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values lie between two ends, and which of them are written beside the line.
 *
 * @param low the value at the start
 * @param high the value at the end, above {@code low}
 * @param ticks values with a label, ascending, within the ends
 * @param logarithmic whether equal factors take equal room
 */
record Axis(double low, double high, List<Double> ticks, boolean logarithmic) {

  Axis {
    ticks = List.copyOf(ticks);
    if (!(low < high)) {
      throw new IllegalArgumentException("an axis runs upwards, got %s..%s".formatted(low, high));
    }
  }

  /** From 0 to 1. */
  static Axis shares() {
    return new Axis(0, 1, List.of(0.0, 0.25, 0.5, 0.75, 1.0), false);
  }

  /** Round ends around the values, with about this many steps of 1, 2 or 5 times a power of 10. */
  static Axis around(double smallest, double largest, int steps) {
    double span = largest > smallest ? largest - smallest : 1;
    double step = roundStep(span / steps);
    long first = (long) Math.floor(smallest / step + 1e-9);
    long last = (long) Math.ceil(Math.max(largest, smallest + span / 2) / step - 1e-9);
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new Axis(first * step, last * step, ticks, false);
  }

  /** Whole powers of ten around positive values. */
  static Axis powersOfTen(double smallest, double largest) {
    int first = (int) Math.floor(Math.log10(smallest) + 1e-9);
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(largest) - 1e-9));
    int stride = (last - first + 5) / 6;
    List<Double> ticks = new ArrayList<>();
    for (int i = first; i <= last; i += stride) {
      ticks.add(Math.pow(10, i));
    }
    return new Axis(Math.pow(10, first), Math.pow(10, last), ticks, true);
  }

  /** The place of a value on a line that runs from {@code start} to {@code end}; held within it. */
  double place(double value, double start, double end) {
    double share =
        logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return start + Math.max(0, Math.min(1, share)) * (end - start);
  }

  String label(double tick) {
    if (!logarithmic) {
      return Numbers.axis(tick);
    }
    long exponent = Math.round(Math.log10(tick));
    return Math.abs(exponent) <= 3 ? Numbers.axis(tick) : "1e" + exponent;
  }

  private static double roundStep(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }
}
