package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.runtime.SegmenterOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How models are scored.
 *
 * @param running cores or device, and the most images of a run; the queue's settings mean nothing
 *     here
 * @param size at which predictions are compared with the ground truth
 * @param bootstrap how intervals are drawn
 * @param masks a folder for every predicted mask as palette PNG, at the size that is scored; each
 *     model has a folder of its own in it if there are several
 */
public record EvaluationOptions(
    SegmenterOptions running, ScoringSize size, Bootstrap bootstrap, Optional<Path> masks) {

  /** Checks that nothing is missing. */
  public EvaluationOptions {
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(bootstrap, "bootstrap");
    Objects.requireNonNull(masks, "masks");
  }

  /** All cores, the model's size, the standard bootstrap with seed 0, no masks. */
  public static EvaluationOptions defaults() {
    return new EvaluationOptions(
        SegmenterOptions.defaults(), ScoringSize.MODEL, Bootstrap.standard(0), Optional.empty());
  }

  /** These options with other cores, or on another device. */
  public EvaluationOptions withRunning(SegmenterOptions other) {
    return new EvaluationOptions(other, size, bootstrap, masks);
  }

  /** These options at another size. */
  public EvaluationOptions withSize(ScoringSize other) {
    return new EvaluationOptions(running, other, bootstrap, masks);
  }

  /** These options with other draws. */
  public EvaluationOptions withBootstrap(Bootstrap other) {
    return new EvaluationOptions(running, size, other, masks);
  }

  /** These options with a folder for the masks. */
  public EvaluationOptions withMasks(Path folder) {
    return new EvaluationOptions(running, size, bootstrap, Optional.of(folder));
  }
}
