package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.training.internal.loop.TrainingPlan.Saving;
import dev.vinyl.training.internal.loop.TrainingPlan.Validating;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.Best;
import dev.vinyl.training.loop.TrainingResult.End;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Up to six epochs of two steps each, of which a checkpoint is written every three. */
final class ValidatedTrainingTest {
  @TempDir private Path parent;
  private Runs runs;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void nameTheFolder() {
    runs = new Runs(parent);
  }

  @Test
  void validatesWhereThePlanSaysAndSavesWhatIsBest() throws IOException {
    ScriptedTask task = task(5).validatedBy(ScriptedTask.scores(0, 2, 0, 3, 1));

    TrainingResult result = train(plan(5, new Validating(2, 0, false)), task);

    assertThat(recorder.heard())
        .containsExactly(
            "start 5 x 2 after step 0",
            "epoch 1",
            "epoch 2",
            "validated {score=2.0} best",
            "saved epoch-0002",
            "epoch 3",
            "saved epoch-0003",
            "epoch 4",
            "validated {score=3.0} best",
            "saved epoch-0004",
            "epoch 5",
            "validated {score=1.0}",
            "saved epoch-0005",
            "end FINISHED");
    assertThat(result.best()).isEqualTo(new Best(4, 3.0));
    assertThat(runs.metrics("run"))
        .contains(
            "{\"kind\":\"validation\",\"epoch\":2,\"step\":4,\"scores\":{\"score\":2.0},"
                + "\"best\":true}");
  }

  @Test
  void aScoreThatIsOnlyReachedAgainIsNoBetterOne() throws IOException {
    ScriptedTask task = task(3).validatedBy(ScriptedTask.scores(2, 2, 2));

    assertThat(train(plan(3, new Validating(1, 0, false)), task).best())
        .isEqualTo(new Best(1, 2.0));
  }

  @Test
  void aScoreThatIsNoNumberIsNeverTheBest() throws IOException {
    ScriptedTask task = task(3).validatedBy(ScriptedTask.scores(Double.NaN, 2, Double.NaN));

    assertThat(train(plan(3, new Validating(1, 0, true)), task).best()).isEqualTo(new Best(2, 2.0));
  }

  @Test
  void givesTheLastWeightsOrThoseOfTheBestScore() throws IOException {
    List<Float> weights = new ArrayList<>();
    Validation validation =
        (epoch, engine) -> {
          weights.add(engine.parameters().get("weight").values()[0]);
          return ScriptedTask.scores(1, 3, 2, 2, 2).validate(epoch, engine);
        };

    ScriptedTask last = task(5).validatedBy(validation);
    runs.train("last", plan(5, new Validating(1, 0, false)), last);
    ScriptedTask best = task(5).validatedBy(validation);
    runs.train("best", plan(5, new Validating(1, 0, true)), best);

    assertThat(weights).hasSize(10);
    assertThat(weights.subList(0, 5)).doesNotHaveDuplicates();
    assertThat(last.result()).isEqualTo(weights.get(4));
    assertThat(best.result()).isEqualTo(weights.get(1));
    assertThat(best.openEngines()).isZero();
  }

  @Test
  void theBestCheckpointStaysHoweverOldItIs() throws IOException {
    ScriptedTask task = task(6).validatedBy(ScriptedTask.scores(1, 9, 2, 3, 4, 5));
    TrainingPlan plan =
        new TrainingPlan(
            6,
            LearningRateSchedule.constant(0.1),
            new Saving(1, 60, 1),
            new Validating(1, 0, true),
            false);

    train(plan, task);

    assertThat(runs.checkpoints("run")).containsExactly("epoch-0002", "epoch-0006");
  }

  @Test
  void endsEarlyWhenTheBestScoreIsTooOld() throws IOException {
    ScriptedTask task = task(6).validatedBy(ScriptedTask.scores(1, 3, 2, 2.5, 9, 9));

    TrainingResult result = train(plan(6, new Validating(1, 2, true)), task);

    assertThat(result.end()).isEqualTo(End.EARLY);
    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.checkpoint().getFileName()).hasToString("epoch-0004");
    assertThat(task.steps()).hasSize(8);
    assertThat(task.result()).isNotNull();
  }

  @Test
  void aResumedRunRemembersTheBestScoreAndHowOldItIs() throws IOException {
    TrainingPlan plan = plan(6, new Validating(1, 2, true));
    ScriptedTask straight = task(6).validatedBy(ScriptedTask.scores(1, 3, 2, 2.5, 9, 9));
    runs.train("straight", plan, straight);

    ScriptedTask task = task(6).validatedBy(ScriptedTask.scores(1, 3, 2, 2.5, 9, 9));
    runs.trainAndStopIn(7, "run", plan, task);
    TrainingResult resumed = train(plan, task);

    assertThat(resumed.end()).isEqualTo(End.EARLY);
    assertThat(resumed.epochs()).isEqualTo(4);
    assertThat(resumed.best()).isEqualTo(new Best(2, 3.0));
    assertThat(task.result()).isEqualTo(straight.result());
    assertThat(runs.metrics("run")).isEqualTo(runs.metrics("straight"));
  }

  @Test
  void aRunThatEndedEarlyDoesNotGoOnWhenItIsResumed() throws IOException {
    TrainingPlan plan = plan(6, new Validating(1, 2, true));
    ScriptedTask task = task(6).validatedBy(ScriptedTask.scores(1, 3, 2, 2.5, 9, 9));
    train(plan, task);
    @Nullable Float first = task.result();

    TrainingResult again = train(plan, task);

    assertThat(again.end()).isEqualTo(End.EARLY);
    assertThat(task.steps()).hasSize(8);
    assertThat(task.result()).isEqualTo(first);
  }

  @Test
  void damagedWeightsOfTheBestScoreAreNamed() throws IOException {
    TrainingPlan plan = plan(6, new Validating(1, 0, true));
    ScriptedTask task = task(6).validatedBy(ScriptedTask.scores(1, 3, 2, 2, 2, 2));
    runs.trainAndDieAfter(12, "run", plan, task);
    Path best = runs.checkpoint("run", "epoch-0002").resolve("state.ckpt");
    Files.writeString(best, "4 0");

    assertThatIOException()
        .isThrownBy(() -> train(plan, task))
        .withMessage("checkpoint %s: is damaged, its checksum differs", best);
  }

  private static TrainingPlan plan(int epochs, Validating validating) {
    return new TrainingPlan(
        epochs, LearningRateSchedule.constant(0.1), new Saving(3, 60, 2), validating, false);
  }

  private static ScriptedTask task(int epochs) {
    return new ScriptedTask(3, epochs, engine -> 1f / engine.step());
  }

  private TrainingResult train(TrainingPlan plan, ScriptedTask task) throws IOException {
    return runs.train("run", plan, task, recorder, () -> false);
  }
}
