package dev.vinyl.training.loop;

import dev.vinyl.training.engine.TrainingEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Drives an engine through the epochs of a plan: sets the rate, takes batches, writes metrics and
 * checkpoints, tells a listener.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(plan, run, TrainingListener.NONE);
 * TrainingResult result = trainer.train(engine, loader);
 * }</pre>
 */
public final class Trainer {
  private final TrainingPlan plan;
  private final RunDirectory run;
  private final TrainingListener listener;

  /** A trainer that writes into this run. */
  public Trainer(TrainingPlan plan, RunDirectory run, TrainingListener listener) {
    this.plan = plan;
    this.run = run;
    this.listener = listener;
  }

  /**
   * Trains to the end of the plan. Engine and loader stay the caller's to close.
   *
   * @param batches at their start, with as many epochs as the plan
   * @throws IOException if a picture cannot be read, or the run cannot be written
   * @throws IllegalStateException if the loss is not a finite number; the message says where, and
   *     which checkpoint is the last one before it
   */
  public TrainingResult train(TrainingEngine engine, BatchLoader batches) throws IOException {
    Checkpoints checkpoints = run.checkpoints(plan.keepLast());
    listener.trainingStarted(
        new TrainingOutline(plan.epochs(), batches.batchesPerEpoch(), batches.examplesPerEpoch()));
    long start = System.nanoTime();
    try (MetricsLog metrics = run.openMetrics()) {
      EpochReport last = trainEpoch(1, engine, batches, metrics, checkpoints);
      for (int epoch = 2; epoch <= plan.epochs(); epoch++) {
        last = trainEpoch(epoch, engine, batches, metrics, checkpoints);
      }
      TrainingResult result =
          new TrainingResult(
              plan.epochs(),
              last.step(),
              last.loss(),
              Duration.ofNanos(System.nanoTime() - start),
              batches.waited(),
              checkpoints.latest().orElseThrow());
      listener.trainingFinished(result);
      return result;
    }
  }

  private EpochReport trainEpoch(
      int epoch,
      TrainingEngine engine,
      BatchLoader batches,
      MetricsLog metrics,
      Checkpoints checkpoints)
      throws IOException {
    double rate = plan.schedule().rate(epoch - 1);
    engine.setLearningRate((float) rate);
    long start = System.nanoTime();
    Duration waitedBefore = batches.waited();
    double lossSum = 0;
    long images = 0;
    for (int i = 0; i < batches.batchesPerEpoch(); i++) {
      StepReport step = step(epoch, rate, engine, batches);
      requireFinite(step, checkpoints);
      lossSum += step.loss() * step.images();
      images += step.images();
      metrics.write(step);
      listener.stepFinished(step);
    }
    EpochReport report =
        new EpochReport(
            epoch,
            engine.step(),
            lossSum / images,
            rate,
            images,
            seconds(System.nanoTime() - start),
            seconds(batches.waited().minus(waitedBefore).toNanos()));
    metrics.write(report);
    listener.epochFinished(report);
    if (plan.savesAfter(epoch)) {
      Path checkpoint = checkpoints.save(epoch, engine.step(), engine::saveState);
      listener.checkpointWritten(epoch, checkpoint);
    }
    return report;
  }

  private static StepReport step(int epoch, double rate, TrainingEngine engine, BatchLoader batches)
      throws IOException {
    long start = System.nanoTime();
    Batch batch = batches.next();
    float loss = engine.trainStep(batch.inputs());
    double imagesPerSecond = batch.size() / seconds(System.nanoTime() - start);
    return new StepReport(epoch, engine.step(), loss, rate, batch.size(), imagesPerSecond);
  }

  private static void requireFinite(StepReport step, Checkpoints checkpoints) throws IOException {
    if (!Double.isFinite(step.loss())) {
      throw new IllegalStateException(
          "training stopped: the loss is %s in epoch %d, step %d, at rate %s; %s; try a lower learningRate"
              .formatted(
                  step.loss(),
                  step.epoch(),
                  step.step(),
                  step.rate(),
                  checkpoints
                      .latest()
                      .map(checkpoint -> "the last good checkpoint is " + checkpoint)
                      .orElse("there is no checkpoint yet")));
    }
  }

  private static double seconds(long nanos) {
    return Math.max(nanos, 1) / 1e9;
  }
}
