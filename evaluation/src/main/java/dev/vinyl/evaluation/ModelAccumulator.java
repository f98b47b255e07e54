package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has been found of one model so far; images are added in the data set's order. */
final class ModelAccumulator {
  private final String model;
  private final Map<String, String> provenance;
  private final Metric.Context context;
  private final ImageMatrices matrices;
  private final MetricAccumulators metrics;
  private final List<EvaluationResult.Image> images = new ArrayList<>();

  ModelAccumulator(
      String model, Map<String, String> provenance, List<Metric> metrics, Metric.Context context) {
    this.model = model;
    this.provenance = provenance;
    this.context = context;
    this.matrices = new ImageMatrices(context.classNames().size());
    this.metrics = new MetricAccumulators(metrics, context);
  }

  void add(BatchResults.Scored image, BatchResults.OfModel found) {
    matrices.add(found.confusion());
    images.add(
        new EvaluationResult.Image(
            image.sample(),
            image.target().width(),
            image.target().height(),
            image.brightness(),
            found.seconds()));
  }

  void merge(MetricAccumulators batch) {
    metrics.merge(batch);
  }

  EvaluationResult result(List<SkippedImage> skipped, Bootstrap bootstrap, double seconds) {
    Map<String, MetricResult> results = new LinkedHashMap<>();
    metrics.results(bootstrap, results::put);
    return new EvaluationResult(
        model, provenance, context, results, matrices, images, skipped, seconds);
  }
}
