package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has been found of one model so far; images are added in the data set's order. */
final class ModelAccumulator implements Serializable {
  private final ImageMatrices matrices;
  private final MetricAccumulators metrics;
  private final ImageValues seconds = new ImageValues();

  ModelAccumulator(List<Metric> metrics, Metric.Context context) {
    this.matrices = new ImageMatrices(context.classNames().size());
    this.metrics = new MetricAccumulators(metrics, context);
  }

  void add(BatchResults.OfModel image) {
    matrices.add(image.confusion());
    seconds.add(image.seconds());
  }

  /** Adds what the metrics found of the images that were added. */
  void merge(MetricAccumulators batch) {
    metrics.merge(batch);
  }

  void merge(ModelAccumulator next) {
    matrices.merge(next.matrices);
    metrics.merge(next.metrics);
    seconds.merge(next.seconds);
  }

  ImageMatrices matrices() {
    return matrices;
  }

  /** That the model took for one of the images that were added. */
  double seconds(int index) {
    return seconds.get(index);
  }

  Map<String, MetricResult> results(Bootstrap bootstrap) {
    Map<String, MetricResult> results = new LinkedHashMap<>();
    metrics.results(bootstrap, results::put);
    return results;
  }
}
