package dev.vinyl.training.internal.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.Best;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains from the beginning, or from a run's newest whole checkpoint, to the end of a plan. What
 * happens in between is {@link TrainingLoop}'s.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(plan, writer, TrainingListener.NONE, () -> false);
 * TrainingResult result = trainer.train(task);
 * }</pre>
 */
public final class Trainer {
  /** After so many returns to a checkpoint it is no accident any more. */
  private static final int MOST_ROLLBACKS = 5;

  private static final double ROLLBACK_FACTOR = 0.5;

  private final TrainingPlan plan;
  private final RunWriter writer;
  private final TrainingListener listener;
  private final BooleanSupplier stop;

  /**
   * A trainer that writes into a run.
   *
   * @param stop asked after each step whether training is to end there, with a checkpoint
   */
  public Trainer(
      TrainingPlan plan, RunWriter writer, TrainingListener listener, BooleanSupplier stop) {
    this.plan = plan;
    this.writer = writer;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Trains.
   *
   * @throws IOException if an image cannot be read, or the run cannot be written; checkpoints that
   *     are there stay
   * @throws IllegalStateException if the loss is not a finite number, and the plan says to stop
   *     then; the message says where, and which checkpoint is the last one before it
   */
  public TrainingResult train(TrainingTask task) throws IOException {
    long start = System.nanoTime();
    int rollbacks = 0;
    Optional<Checkpoint> from = writer.checkpoints().latestIntact();
    TrainerState progress = from.map(Checkpoint::progress).orElse(TrainerState.START);
    while (true) {
      try {
        return train(task, from.orElse(null), progress, start);
      } catch (DivergedException e) {
        from = lastGood(e);
        rollbacks++;
        if (!plan.rollsBack() || rollbacks > MOST_ROLLBACKS) {
          throw new IllegalStateException(stopped(e, from), e);
        }
        double factor = progress.rateFactor() * ROLLBACK_FACTOR;
        progress = from.map(Checkpoint::progress).orElse(TrainerState.START).withRateFactor(factor);
        listener.rolledBack(
            "%s; training goes back to step %d and on at %s of the rate"
                .formatted(e.getMessage(), progress.step(), factor),
            progress.step());
      }
    }
  }

  /** A checkpoint from which that very step was taken holds the bad weights already. */
  private Optional<Checkpoint> lastGood(DivergedException e) throws IOException {
    return writer.checkpoints().latestIntact(e.step() - 1);
  }

  private TrainingResult train(
      TrainingTask task, @Nullable Checkpoint from, TrainerState progress, long start)
      throws IOException, DivergedException {
    try (TrainingEngine engine = task.openEngine(from == null ? null : from.state());
        BatchLoader batches = task.openLoader(progress.epoch(), progress.batch());
        MetricsLog metrics =
            MetricsLog.open(writer.directory().metricsFile(), progress.metricsBytes())) {
      double lastLoss =
          MetricsLog.lastEpochLoss(writer.directory().metricsFile()).orElse(Double.NaN);
      TrainingLoop loop =
          new TrainingLoop(
              plan,
              writer.checkpoints(),
              listener,
              stop,
              engine,
              batches,
              metrics,
              lastLoss,
              task.validation());
      TrainingResult result = loop.run(progress, from == null ? null : from.folder(), start);
      if (result.end() != TrainingResult.End.STOPPED) {
        task.finish(weights(task, engine, result));
      }
      listener.trainingFinished(result);
      return result;
    }
  }

  private ParameterSet weights(TrainingTask task, TrainingEngine engine, TrainingResult result)
      throws IOException {
    @Nullable Best best = result.best();
    if (!plan.validating().useBest() || best == null || best.epoch() == result.epochs()) {
      return engine.parameters();
    }
    Path checkpoint = writer.checkpoints().ofEpoch(best.epoch());
    try (TrainingEngine ofBest = task.openEngine(Checkpoints.verify(checkpoint).state())) {
      return ofBest.parameters();
    }
  }

  private static String stopped(DivergedException e, Optional<Checkpoint> last) {
    return "training stopped: %s; %s; try a lower learningRate"
        .formatted(
            e.getMessage(),
            last.map(checkpoint -> "the last good checkpoint is " + checkpoint.folder())
                .orElse("there is no checkpoint yet"));
  }
}
