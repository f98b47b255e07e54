package dev.vinyl.study.internal.results;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs that differ in their seed alone, in two numbers.
 *
 * @param mean over the runs; NaN if there is none
 * @param standardDeviation the sample's; NaN of a single run
 * @param runs how many
 */
record Spread(double mean, double standardDeviation, int runs) {

  static <T> Spread of(List<T> runs, ToDoubleFunction<T> value) {
    double[] values = runs.stream().mapToDouble(value).toArray();
    double mean = 0;
    for (double v : values) {
      mean += v / values.length;
    }
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return values.length == 0
        ? new Spread(Double.NaN, Double.NaN, 0)
        : new Spread(
            mean,
            values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1)),
            values.length);
  }
}
