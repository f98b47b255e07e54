package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.metric.ScoreResult;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scores of a model on some images.
 *
 * @param model its name
 * @param provenance where the model comes from, as its file says; empty where it says nothing
 * @param context what was known before the first image: classes, foreground, temperature
 * @param metrics what each metric found, by its name, in the order of reports
 * @param matrices of each scored image, in the order of {@code images}; shared, nothing may be
 *     added
 * @param images those that were scored, in the order of the data set
 * @param skipped those that could not be read, in the order of the data set
 * @param seconds of the pass over the images, which all models shared; decoding included
 */
public record EvaluationResult(
    String model,
    Map<String, String> provenance,
    Metric.Context context,
    Map<String, MetricResult> metrics,
    ImageMatrices matrices,
    List<Image> images,
    List<SkippedImage> skipped,
    double seconds) {

  /** In the provenance of a model that was given windows of images: height x width, overlap. */
  public static final String WINDOWS = "windows";

  /** Takes copies; checks that everything fits together. */
  public EvaluationResult {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    images = List.copyOf(images);
    skipped = List.copyOf(skipped);
    if (matrices.size() != images.size()) {
      throw new IllegalArgumentException(
          "%d images have not %d matrices".formatted(images.size(), matrices.size()));
    }
    Set<String> names = new HashSet<>();
    for (MetricResult result : metrics.values()) {
      for (ScoreResult score : result.scores()) {
        if (!names.add(score.name())) {
          throw new IllegalArgumentException("two metrics give a score " + score.name());
        }
      }
      for (MetricResult.Column column : result.columns()) {
        if (column.values().size() != images.size()) {
          throw new IllegalArgumentException(
              "%d images have not %d values of %s"
                  .formatted(images.size(), column.values().size(), column.name()));
        }
      }
    }
  }

  /** The classes in the order of their indices. */
  public List<String> classNames() {
    return context.classNames();
  }

  /** All scores in the order of reports. */
  public List<ScoreResult> scores() {
    return metrics.values().stream().flatMap(result -> result.scores().stream()).toList();
  }

  /** A score by its whole name, if it was measured. */
  public Optional<ScoreResult> find(String name) {
    return metrics.values().stream().flatMap(result -> result.find(name).stream()).findFirst();
  }

  /**
   * The value of a score.
   *
   * @param name such as {@code dataset.miou}
   * @return NaN where the images do not define it
   * @throws IllegalArgumentException if no metric gave such a score
   */
  public double score(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no metric gave a score " + name))
        .value();
  }

  /** The interval of a score from drawing images, if it was measured. */
  public Optional<ConfidenceInterval> interval(String name) {
    return find(name).map(ScoreResult::interval);
  }

  /** What the metrics found of each image. */
  public List<MetricResult.Column> columns() {
    return metrics.values().stream().flatMap(result -> result.columns().stream()).toList();
  }

  /**
   * One image that was scored.
   *
   * @param sample which one
   * @param width of the image, in pixels
   * @param height of the image, in pixels
   * @param brightness mean luma of the image (ITU-R BT.601), 0..1, of every fourth row and column
   * @param seconds that the model took for it: its share of the run that it was part of
   */
  public record Image(Sample sample, int width, int height, double brightness, double seconds) {}
}
