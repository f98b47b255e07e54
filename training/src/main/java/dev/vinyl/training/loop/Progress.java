package dev.vinyl.training.loop;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is: all that the loop itself carries from step to step.
 *
 * @param epoch epochs finished
 * @param batch batches of the next epoch finished
 * @param step optimizer steps taken
 * @param lossSum of those batches, each picture counted
 * @param images of those batches
 * @param rateFactor what the schedule's rate is multiplied by, since the loss was no number; else 1
 * @param metricsBytes how long the file of metrics was
 * @param best the best validation so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
    int epoch,
    int batch,
    long step,
    double lossSum,
    long images,
    double rateFactor,
    long metricsBytes,
    @Nullable Best best) {

  /** Before the first step. */
  public static final Progress START = new Progress(0, 0, 0, 0, 0, 1, 0, null);

  /**
   * The best validation.
   *
   * @param epoch epochs finished then
   * @param score the higher the better
   */
  public record Best(int epoch, double score) {}

  /** After one more step. */
  Progress afterStep(StepReport report) {
    return new Progress(
        epoch,
        batch + 1,
        report.step(),
        lossSum + report.loss() * report.images(),
        images + report.images(),
        rateFactor,
        metricsBytes,
        best);
  }

  /** At the beginning of the next epoch. */
  Progress afterEpoch() {
    return new Progress(epoch + 1, 0, step, 0, 0, rateFactor, metricsBytes, best);
  }

  Progress withBest(Best other) {
    return new Progress(epoch, batch, step, lossSum, images, rateFactor, metricsBytes, other);
  }

  Progress withMetricsBytes(long bytes) {
    return new Progress(epoch, batch, step, lossSum, images, rateFactor, bytes, best);
  }

  Progress withRateFactor(double factor) {
    return new Progress(epoch, batch, step, lossSum, images, factor, metricsBytes, best);
  }

  /** Whether the best score is so many epochs old; 0 is never. */
  boolean isStale(int patience) {
    return patience > 0 && best != null && epoch - best.epoch() >= patience;
  }
}
