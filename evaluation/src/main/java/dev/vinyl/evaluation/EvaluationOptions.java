package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.runtime.SegmenterOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How models are scored.
 *
 * @param running cores or device, the most images of a run, and whether images are scored in
 *     windows, which takes {@link ScoringSize#ORIGINAL} and leaves out what needs probabilities
 *     (calibration); the queue's settings mean nothing here
 * @param size at which predictions are compared with the ground truth; a model that was trained on
 *     windows ({@link dev.vinyl.runtime.image.Fit#CROP}) is scored in windows, at the image's own
 *     size, with either
 * @param bootstrap how intervals are drawn
 * @param metrics what is measured, in the order of reports; no two of one name
 * @param masks a folder for every predicted mask as palette PNG, at the size that is scored; each
 *     model has a folder of its own in it if there are several
 */
public record EvaluationOptions(
    SegmenterOptions running,
    ScoringSize size,
    Bootstrap bootstrap,
    List<Metric> metrics,
    Optional<Path> masks) {

  /** Checks that nothing is missing, and that metrics have names of their own. */
  public EvaluationOptions {
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(bootstrap, "bootstrap");
    Objects.requireNonNull(masks, "masks");
    metrics = List.copyOf(metrics);
    if (metrics.stream().map(Metric::name).distinct().count() < metrics.size()) {
      throw new IllegalArgumentException(
          "metrics need names of their own, got "
              + metrics.stream().map(Metric::name).collect(Collectors.joining(", ")));
    }
  }

  /** All cores, the model's size, the standard bootstrap with seed 0 and metrics, no masks. */
  public static EvaluationOptions defaults() {
    return new EvaluationOptions(
        SegmenterOptions.defaults(),
        ScoringSize.MODEL,
        Bootstrap.standard(0),
        Metric.standard(),
        Optional.empty());
  }

  /** These options with other cores, or on another device. */
  public EvaluationOptions withRunning(SegmenterOptions other) {
    return new EvaluationOptions(other, size, bootstrap, metrics, masks);
  }

  /** These options at another size. */
  public EvaluationOptions withSize(ScoringSize other) {
    return new EvaluationOptions(running, other, bootstrap, metrics, masks);
  }

  /** These options with other draws. */
  public EvaluationOptions withBootstrap(Bootstrap other) {
    return new EvaluationOptions(running, size, other, metrics, masks);
  }

  /** These options with other metrics. */
  public EvaluationOptions withMetrics(List<Metric> others) {
    return new EvaluationOptions(running, size, bootstrap, others, masks);
  }

  /** These options with one metric more, behind the others. */
  public EvaluationOptions withMetric(Metric more) {
    return withMetrics(Stream.concat(metrics.stream(), Stream.of(more)).toList());
  }

  /** These options with a folder for the masks. */
  public EvaluationOptions withMasks(Path folder) {
    return new EvaluationOptions(running, size, bootstrap, metrics, Optional.of(folder));
  }

  /**
   * Checks what only all settings together can tell.
   *
   * @throws IllegalArgumentException if images are in windows and not scored at their own size
   */
  void requirePossible() {
    if (running.tiling().isPresent() && size != ScoringSize.ORIGINAL) {
      throw new IllegalArgumentException(
          "windows (--tile) give masks of an image's own size; score at the original size (--at"
              + " original)");
    }
  }

  /**
   * Checks that answers have scores.
   *
   * @throws IllegalArgumentException if images are in windows, whose scores are not kept
   */
  void requireScores() {
    if (running.tiling().isPresent()) {
      throw new IllegalArgumentException(
          "a temperature (--fit-temperature) needs scores, which windows (--tile) do not keep; leave"
              + " one of them out");
    }
  }
}
