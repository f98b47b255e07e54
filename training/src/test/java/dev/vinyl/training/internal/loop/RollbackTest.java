package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vinyl.training.internal.loop.TrainingPlan.Saving;
import dev.vinyl.training.internal.loop.TrainingPlan.Validating;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.End;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three epochs of two steps each at rate 0.5, at which the loss is no number at some point. */
final class RollbackTest {
  @TempDir private Path parent;
  private Runs runs;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void nameTheFolder() {
    runs = new Runs(parent);
  }

  @Test
  void goesBackToTheLastCheckpointAndOnAtHalfTheRate() throws IOException {
    ScriptedTask task =
        new ScriptedTask(
            3, 3, engine -> engine.step() == 4 && engine.rate() > 0.3f ? Float.NaN : 1);

    TrainingResult result = train(task);

    assertThat(result.end()).isEqualTo(End.FINISHED);
    assertThat(task.rates()).containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f);
    assertThat(recorder.heard())
        .containsExactly(
            "start 3 x 2 after step 0",
            "epoch 1",
            "saved epoch-0001",
            "back to step 2: the loss is NaN in epoch 2, step 4, at rate 0.5; training goes back to"
                + " step 2 and on at 0.5 of the rate",
            "start 3 x 2 after step 2",
            "epoch 2",
            "saved epoch-0002",
            "epoch 3",
            "saved epoch-0003",
            "end FINISHED");
    assertThat(task.openEngines()).isZero();
  }

  @Test
  void metricsHoldWhatCountsAndNoLineTwice() throws IOException {
    ScriptedTask task =
        new ScriptedTask(
            3, 3, engine -> engine.step() == 4 && engine.rate() > 0.3f ? Float.NaN : 1);

    train(task);

    assertThat(runs.metrics("run"))
        .containsExactly(
            "{\"kind\":\"step\",\"epoch\":1,\"step\":1,\"loss\":1.0,\"rate\":0.5,\"images\":2}",
            "{\"kind\":\"step\",\"epoch\":1,\"step\":2,\"loss\":1.0,\"rate\":0.5,\"images\":1}",
            "{\"kind\":\"epoch\",\"epoch\":1,\"step\":2,\"loss\":1.0,\"images\":3}",
            "{\"kind\":\"step\",\"epoch\":2,\"step\":3,\"loss\":1.0,\"rate\":0.25,\"images\":2}",
            "{\"kind\":\"step\",\"epoch\":2,\"step\":4,\"loss\":1.0,\"rate\":0.25,\"images\":1}",
            "{\"kind\":\"epoch\",\"epoch\":2,\"step\":4,\"loss\":1.0,\"images\":3}",
            "{\"kind\":\"step\",\"epoch\":3,\"step\":5,\"loss\":1.0,\"rate\":0.25,\"images\":2}",
            "{\"kind\":\"step\",\"epoch\":3,\"step\":6,\"loss\":1.0,\"rate\":0.25,\"images\":1}",
            "{\"kind\":\"epoch\",\"epoch\":3,\"step\":6,\"loss\":1.0,\"images\":3}");
  }

  @Test
  void halvesTheRateOnceMoreWhereThatWasNotEnough() throws IOException {
    ScriptedTask task =
        new ScriptedTask(
            3, 3, engine -> engine.step() >= 4 && engine.rate() > 0.2f ? Float.NaN : 1);

    train(task);

    assertThat(task.rates())
        .containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.125f, 0.125f, 0.125f, 0.125f);
  }

  @Test
  void withoutACheckpointItBeginsAgain() throws IOException {
    ScriptedTask task =
        new ScriptedTask(3, 3, engine -> engine.rate() > 0.3f ? Float.NEGATIVE_INFINITY : 1);

    train(task);

    assertThat(task.steps().get(0)).startsWith("1 at 0.5");
    assertThat(task.steps().get(1)).startsWith("1 at 0.25");
    assertThat(task.steps()).hasSize(1 + 6);
  }

  @Test
  void aResumedRunStaysAtTheLowerRate() throws IOException {
    ScriptedTask task =
        new ScriptedTask(
            3, 3, engine -> engine.step() == 4 && engine.rate() > 0.3f ? Float.NaN : 1);
    runs.trainAndStopIn(5, "run", plan(true), task);

    runs.train("run", plan(true), task);

    assertThat(task.rates()).containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f);
  }

  @Test
  void endsAfterFiveAttempts() {
    ScriptedTask task = new ScriptedTask(3, 3, engine -> engine.step() == 4 ? Float.NaN : 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> train(task))
        .withMessage(
            "training stopped: the loss is NaN in epoch 2, step 4, at rate 0.015625; the last good"
                + " checkpoint is %s; try a lower learningRate",
            runs.checkpoint("run", "epoch-0001"));
    assertThat(recorder.heard().stream().filter(word -> word.startsWith("back"))).hasSize(5);
    assertThat(task.openEngines()).isZero();
  }

  /** The loss is that before the update, so it is one step late. */
  @Test
  void aCheckpointOfWeightsThatWereBadAlreadyIsNoGoodOne() throws IOException {
    ScriptedTask task =
        new ScriptedTask(
            3,
            3,
            engine -> {
              float loss = Float.isNaN(engine.weight()) ? Float.NaN : 1;
              if (engine.step() == 4 && engine.rate() > 0.3f) {
                engine.spoil();
              }
              return loss;
            });

    TrainingResult result = train(task);

    assertThat(result.end()).isEqualTo(End.FINISHED);
    assertThat(task.result()).isFinite();
    assertThat(task.rates())
        .containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f);
    assertThat(recorder.heard()).contains("saved epoch-0002", "start 3 x 2 after step 2");
    assertThat(runs.metrics("run")).hasSize(6 + 3);
  }

  @Test
  void aStoppedTrainingDoesNotCallSuchACheckpointGood() {
    ScriptedTask task = ScriptedTask.ofLosses(3, 3, 1, 1, 1, 1, Float.NaN);

    assertThatIllegalStateException()
        .isThrownBy(() -> runs.train("run", plan(false), task))
        .withMessageContaining(
            "step 5, at rate 0.5; the last good checkpoint is "
                + runs.checkpoint("run", "epoch-0001"));
  }

  private TrainingResult train(ScriptedTask task) throws IOException {
    return runs.train("run", plan(true), task, recorder, () -> false);
  }

  private static TrainingPlan plan(boolean rollsBack) {
    return new TrainingPlan(
        3, LearningRateSchedule.constant(0.5), new Saving(1, 60, 2), Validating.NEVER, rollsBack);
  }
}
