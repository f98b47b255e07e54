package dev.vinyl.training.internal.loop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingResult.Best;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is: all that the loop itself carries from step to step.
 *
 * @param epoch epochs finished
 * @param batch batches of the next epoch finished
 * @param step optimizer steps taken
 * @param lossSum of those batches, each image counted
 * @param images of those batches
 * @param rateFactor what the schedule's rate is multiplied by, since the loss was no number; else 1
 * @param metricsBytes how long the file of metrics was
 * @param best the best validation so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainerState(
    int epoch,
    int batch,
    long step,
    double lossSum,
    long images,
    double rateFactor,
    long metricsBytes,
    @Nullable Best best) {

  /** Before the first step. */
  public static final TrainerState START = new TrainerState(0, 0, 0, 0, 0, 1, 0, null);

  /** After one more step. */
  TrainerState afterStep(StepReport report) {
    return new TrainerState(
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
  TrainerState afterEpoch() {
    return new TrainerState(epoch + 1, 0, step, 0, 0, rateFactor, metricsBytes, best);
  }

  TrainerState withBest(Best other) {
    return new TrainerState(epoch, batch, step, lossSum, images, rateFactor, metricsBytes, other);
  }

  TrainerState withMetricsBytes(long bytes) {
    return new TrainerState(epoch, batch, step, lossSum, images, rateFactor, bytes, best);
  }

  TrainerState withRateFactor(double factor) {
    return new TrainerState(epoch, batch, step, lossSum, images, factor, metricsBytes, best);
  }

  /** Whether the best score is so many epochs old; 0 is never. */
  boolean isStale(int patience) {
    return patience > 0 && best != null && epoch - best.epoch() >= patience;
  }
}
