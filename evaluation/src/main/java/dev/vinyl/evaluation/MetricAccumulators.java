package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.metric.PredictedImage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One accumulator of each metric, for one model. Not thread-safe. */
final class MetricAccumulators implements Serializable {
  private final List<Metric> metrics;
  private final List<Metric.Accumulator<?>> accumulators = new ArrayList<>();

  MetricAccumulators(List<Metric> metrics, Metric.Context context) {
    this.metrics = metrics;
    metrics.forEach(metric -> accumulators.add(metric.accumulator(context)));
  }

  void add(PredictedImage image) {
    accumulators.forEach(accumulator -> accumulator.add(image));
  }

  /** Adds the images of others, made of the same metrics, behind these. */
  void merge(MetricAccumulators next) {
    for (int i = 0; i < accumulators.size(); i++) {
      merge(accumulators.get(i), next.accumulators.get(i));
    }
  }

  @SuppressWarnings("unchecked") // both come from the same metric
  private static <A extends Metric.Accumulator<A>> void merge(
      Metric.Accumulator<A> first, Metric.Accumulator<?> next) {
    first.merge((A) next);
  }

  /** Tells what each metric found, by its name. */
  void results(Bootstrap bootstrap, BiConsumer<String, MetricResult> found) {
    for (int i = 0; i < accumulators.size(); i++) {
      found.accept(metrics.get(i).name(), accumulators.get(i).result(bootstrap));
    }
  }
}
