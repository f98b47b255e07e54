package dev.vinyl.training.internal.loop;

import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.Best;
import dev.vinyl.training.loop.TrainingResult.End;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes one step after the other: sets the rate, takes a batch, writes metrics, and between steps
 * and epochs validates, saves and tells the listener. Used once.
 */
final class TrainingLoop {
  private final TrainingPlan plan;
  private final Checkpoints checkpoints;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final TrainingEngine engine;
  private final BatchLoader batches;
  private final MetricsLog metrics;
  private final Optional<Validation> validation;

  private TrainerState progress = TrainerState.START;
  private double lastLoss;
  private @Nullable Path saved;
  private long savedNanos;

  /**
   * @param lastLoss mean loss of the last epoch that was finished before; NaN if none was
   */
  TrainingLoop(
      TrainingPlan plan,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier stop,
      TrainingEngine engine,
      BatchLoader batches,
      MetricsLog metrics,
      double lastLoss,
      Optional<Validation> validation) {
    this.plan = plan;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.stop = stop;
    this.engine = engine;
    this.batches = batches;
    this.metrics = metrics;
    this.lastLoss = lastLoss;
    this.validation = validation;
  }

  /**
   * Trains on until the plan ends, the best validation is too old, or it is asked to stop.
   *
   * @param from where the engine and the loader stand
   * @param checkpoint from which they come; null at the beginning
   * @param start of the training, by {@link System#nanoTime}
   */
  TrainingResult run(TrainerState from, @Nullable Path checkpoint, long start)
      throws IOException, DivergedException {
    progress = from;
    saved = checkpoint;
    savedNanos = System.nanoTime();
    listener.trainingStarted(
        new TrainingOutline(
            plan.epochs(), batches.batchesPerEpoch(), batches.examplesPerEpoch(), from.step()));
    End end = End.FINISHED;
    while (progress.epoch() < plan.epochs()) {
      if (progress.isStale(plan.validating().patience())) {
        end = End.EARLY;
        break;
      }
      if (stop.getAsBoolean()) {
        end = End.STOPPED;
        break;
      }
      trainEpoch();
    }
    return new TrainingResult(
        end,
        progress.epoch(),
        progress.step(),
        lastLoss,
        Duration.ofNanos(System.nanoTime() - start),
        batches.waited(),
        save(),
        progress.best());
  }

  /** To the end of the epoch, or to where it is asked to stop. */
  private void trainEpoch() throws IOException, DivergedException {
    long start = System.nanoTime();
    Duration waitedBefore = batches.waited();
    while (progress.batch() < batches.batchesPerEpoch()) {
      if (stop.getAsBoolean()) {
        save();
        return;
      }
      StepReport step = step();
      if (!Double.isFinite(step.loss())) {
        throw new DivergedException(step);
      }
      progress = progress.afterStep(step);
      saved = null;
      metrics.write(step);
      listener.stepFinished(step);
      if (isLongSinceSaved()) {
        save();
      }
    }
    finishEpoch(seconds(System.nanoTime() - start), batches.waited().minus(waitedBefore));
  }

  private StepReport step() throws IOException {
    long start = System.nanoTime();
    double epochs = progress.epoch() + (progress.batch() + 0.5) / batches.batchesPerEpoch();
    double rate = plan.schedule().rate(epochs) * progress.rateFactor();
    engine.setLearningRate((float) rate);
    Batch batch = batches.next();
    float loss = engine.trainStep(batch.inputs());
    double imagesPerSecond = batch.size() / seconds(System.nanoTime() - start);
    return new StepReport(
        progress.epoch() + 1, engine.step(), loss, rate, batch.size(), imagesPerSecond);
  }

  private void finishEpoch(double seconds, Duration waited) throws IOException {
    lastLoss = progress.lossSum() / progress.images();
    EpochReport report =
        new EpochReport(
            progress.epoch() + 1,
            progress.step(),
            lastLoss,
            progress.images(),
            seconds,
            seconds(waited.toNanos()));
    progress = progress.afterEpoch();
    saved = null;
    metrics.write(report);
    listener.epochFinished(report);
    boolean best = validate();
    if (best || plan.savesAfter(progress.epoch()) || stop.getAsBoolean()) {
      save();
    }
  }

  /** Whether the model was validated and is the best so far. */
  private boolean validate() throws IOException {
    if (validation.isEmpty() || !plan.validatesAfter(progress.epoch())) {
      return false;
    }
    Validation.Scores scores = validation.get().validate(progress.epoch(), engine);
    @Nullable Best before = progress.best();
    boolean best =
        before == null ? !Double.isNaN(scores.criterion()) : scores.criterion() > before.score();
    if (best) {
      progress = progress.withBest(new Best(progress.epoch(), scores.criterion()));
    }
    ValidationReport report =
        new ValidationReport(progress.epoch(), progress.step(), scores.values(), best);
    metrics.write(report);
    listener.validated(report);
    return best;
  }

  private boolean isLongSinceSaved() {
    return System.nanoTime() - savedNanos > TimeUnit.MINUTES.toNanos(plan.saving().minutes());
  }

  /** Where the training is saved as it is now, which it may be already. */
  private Path save() throws IOException {
    if (saved != null) {
      return saved;
    }
    progress = progress.withMetricsBytes(metrics.bytes());
    Path folder = checkpoints.save(progress, plan.saving().keepLast(), engine::saveState);
    saved = folder;
    savedNanos = System.nanoTime();
    listener.checkpointWritten(progress.step(), folder);
    return folder;
  }

  private static double seconds(long nanos) {
    return Math.max(nanos, 1) / 1e9;
  }
}
