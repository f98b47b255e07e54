package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.training.internal.loop.TrainingPlan.Saving;
import dev.vinyl.training.internal.loop.TrainingPlan.Validating;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four epochs of three steps each, which end in the same way whatever comes in between. */
final class ResumedTrainingTest {
  private static final int STEPS = 12;
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          4,
          new CosineSchedule(0.5, 0.1, 4).warmedUp(1),
          new Saving(2, 60, 2),
          Validating.NEVER,
          false);

  @TempDir private Path parent;
  private Runs runs;
  private final ScriptedTask straight = task();
  private final Recorder straightHeard = new Recorder();

  @BeforeEach
  void trainWithoutInterruption() throws IOException {
    runs = new Runs(parent);
    runs.train("straight", PLAN, straight, straightHeard, () -> false);
    assertThat(straight.steps()).hasSize(STEPS).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 8, 9, 11})
  void stoppedWhereverItFinishesTheStepAndGoesOnAsIfNothingHadBeen(long step) throws IOException {
    ScriptedTask task = task();
    TrainingResult stopped = runs.trainAndStopIn(step, "stopped", PLAN, task);

    assertThat(stopped.end()).isEqualTo(End.STOPPED);
    assertThat(stopped.steps()).isEqualTo(step);
    String inEpoch = step % 3 == 0 ? "" : "-batch-00000" + step % 3;
    assertThat(stopped.checkpoint().getFileName()).hasToString("epoch-000" + step / 3 + inEpoch);
    assertThat(task.result()).as("weights before the end").isNull();

    Recorder heard = new Recorder();
    TrainingResult resumed = runs.train("stopped", PLAN, task, heard, () -> false);

    assertThat(resumed.end()).isEqualTo(End.FINISHED);
    assertThat(heard.heard()).startsWith("start 4 x 3 after step " + step);
    int missed = (int) step / 3;
    assertThat(heard.epochLosses()).isEqualTo(straightHeard.epochLosses().subList(missed, 4));
    assertEndedLikeTheStraightOne("stopped", task);
    assertThat(task.steps()).isEqualTo(straight.steps());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 6, 7, 10, 12})
  void killedWhereverItGoesBackToTheLastCheckpoint(long step) throws IOException {
    ScriptedTask task = task();
    runs.trainAndDieAfter(step, "killed", PLAN, task);
    Files.writeString(
        runs.folder("killed").resolve("metrics.jsonl"),
        "{\"kind\":\"st",
        StandardOpenOption.APPEND);

    runs.train("killed", PLAN, task);

    assertEndedLikeTheStraightOne("killed", task);
    int again = step > 6 ? 6 : 0; // the checkpoint after the second epoch
    assertThat(task.steps().subList((int) step, task.steps().size()))
        .isEqualTo(straight.steps().subList(again, STEPS));
  }

  @Test
  void aFinishedRunHasTheLossOfItsLastEpoch() throws IOException {
    TrainingResult again = runs.train("straight", PLAN, task());

    assertThat(again.end()).isEqualTo(End.FINISHED);
    assertThat(again.loss()).isEqualTo(straightHeard.epochLosses().get(3)).isFinite();
  }

  @Test
  void aRunThatWasStoppedAgainBeforeItsNextEpochHasTheLossOfTheLast() throws IOException {
    ScriptedTask task = task();
    assertThat(runs.trainAndStopIn(2, "stopped", PLAN, task).loss()).isNaN();

    runs.trainAndStopIn(7, "stopped", PLAN, task);

    assertThat(runs.trainAndStopIn(8, "stopped", PLAN, task).loss())
        .isEqualTo(straightHeard.epochLosses().get(1));
  }

  @Test
  void stoppedAgainAndAgainItStillEndsTheSame() throws IOException {
    ScriptedTask task = task();
    for (long step = 1; step < STEPS; step++) {
      assertThat(runs.trainAndStopIn(step, "stopped", PLAN, task).end()).isEqualTo(End.STOPPED);
    }

    assertThat(runs.train("stopped", PLAN, task).end()).isEqualTo(End.FINISHED);
    assertEndedLikeTheStraightOne("stopped", task);
    assertThat(task.steps()).isEqualTo(straight.steps());
  }

  @Test
  void askedToStopBeforeTheFirstStepItSavesTheBeginning() throws IOException {
    ScriptedTask task = task();

    TrainingResult stopped = runs.train("stopped", PLAN, task, TrainingListener.NONE, () -> true);
    assertThat(stopped.end()).isEqualTo(End.STOPPED);
    assertThat(stopped.checkpoint().getFileName()).hasToString("epoch-0000");
    assertThat(task.steps()).isEmpty();

    runs.train("stopped", PLAN, task);
    assertEndedLikeTheStraightOne("stopped", task);
  }

  @Test
  void askedToStopInTheLastStepItHasEnded() throws IOException {
    ScriptedTask task = task();

    assertThat(runs.trainAndStopIn(STEPS, "stopped", PLAN, task).end()).isEqualTo(End.FINISHED);
    assertEndedLikeTheStraightOne("stopped", task);
  }

  @Test
  void aFinishedRunIsFinishedAgainWithoutAStep() throws IOException {
    ScriptedTask task = task();
    TrainingResult again = runs.train("straight", PLAN, task);

    assertThat(again.steps()).isEqualTo(STEPS);
    assertThat(task.steps()).isEmpty();
    assertThat(task.result()).isEqualTo(straight.result());
    assertThat(runs.metrics("straight")).hasSize(STEPS + 4);
  }

  /** One that was due because the last was long ago. */
  @Test
  void aCheckpointBehindTheLastBatchOfAnEpochEndsTheEpoch() throws IOException {
    ScriptedTask task = task();
    runs.trainAndStopIn(6, "stopped", PLAN, task);
    Path saved = runs.checkpoint("stopped", "epoch-0002");
    String state = Files.readString(saved.resolve("state.ckpt"));
    Path metrics = runs.folder("stopped").resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics); // 3 steps, an epoch, 3 steps, an epoch
    double lossSum = 0;
    for (String line : lines.subList(4, 7)) {
      JsonNode step = new ObjectMapper().readTree(line);
      lossSum += step.get("loss").asDouble() * step.get("images").asInt();
    }
    long bytes = lines.subList(0, 7).stream().mapToLong(line -> line.length() + 1).sum();
    TrainerState progress = new TrainerState(1, 3, 6, lossSum, 5, 1, bytes, null);
    Files.delete(saved.resolve("state.ckpt"));
    new Checkpoints(RunDirectory.open(runs.folder("stopped")).checkpoints())
        .save(progress, 1, file -> Files.writeString(file, state));
    assertThat(runs.checkpoints("stopped")).containsExactly("epoch-0001-batch-000003");

    runs.train("stopped", PLAN, task);

    assertEndedLikeTheStraightOne("stopped", task);
    assertThat(task.steps()).isEqualTo(straight.steps());
  }

  @Test
  void aDamagedNewestCheckpointIsNamedAndTheOneBeforeItUsed() throws IOException {
    ScriptedTask task = task();
    runs.trainAndStopIn(7, "damaged", PLAN, task);
    assertThat(runs.checkpoints("damaged"))
        .containsExactly("epoch-0002", "epoch-0002-batch-000001");
    Path newest = runs.checkpoint("damaged", "epoch-0002-batch-000001").resolve("state.ckpt");
    Files.writeString(newest, "7 0.125");

    try (LogCapture log = LogCapture.of(Checkpoints.class)) {
      runs.train("damaged", PLAN, task);
      assertThat(log.lines())
          .containsExactly(
              "WARN checkpoint %s: is damaged, its checksum differs; the one before it is used"
                  .formatted(newest));
    }
    assertEndedLikeTheStraightOne("damaged", task);
    assertThat(task.steps().get(7)).isEqualTo(task.steps().get(6)).startsWith("7 at");
  }

  @Test
  void aDamagedCheckpointThatIsNewerTakesNoPlaceAmongThoseThatAreKept() throws IOException {
    TrainingPlan keepsOne =
        new TrainingPlan(
            4, PLAN.schedule(), new Saving(1, 60, 1), new Validating(1, 0, false), false);
    // The first epoch is the best, so its checkpoint stays beside the newest.
    ScriptedTask task = task().validatedBy(ScriptedTask.scores(9, 1, 1, 1));
    runs.trainAndDieAfter(10, "damaged", keepsOne, task);
    assertThat(runs.checkpoints("damaged")).containsExactly("epoch-0001", "epoch-0003");
    Files.delete(runs.checkpoint("damaged", "epoch-0003").resolve("state.ckpt"));

    TrainingResult stopped = runs.trainAndStopIn(5, "damaged", keepsOne, task);

    assertThat(stopped.checkpoint()).exists();
    assertThat(runs.checkpoints("damaged"))
        .containsExactly("epoch-0001", "epoch-0001-batch-000002");
    runs.train("damaged", keepsOne, task);
    assertThat(task.result()).isEqualTo(straight.result());
  }

  @Test
  void whereEveryCheckpointIsDamagedItSaysSoAndTouchesNothing() throws IOException {
    runs.trainAndDieAfter(12, "damaged", PLAN, task());
    Path only = runs.checkpoint("damaged", "epoch-0002");
    Files.writeString(only.resolve("progress.json"), "{");

    assertThatIOException()
        .isThrownBy(() -> runs.train("damaged", PLAN, task()))
        .withMessage(
            "%s: every checkpoint is damaged; start over with overwrite", only.getParent());
    assertThat(only.resolve("state.ckpt")).exists();
    assertThat(runs.metrics("damaged")).hasSize(12 + 3);
  }

  private void assertEndedLikeTheStraightOne(String name, ScriptedTask task) throws IOException {
    assertThat(task.result()).isNotNull().isEqualTo(straight.result());
    assertThat(runs.metrics(name)).isEqualTo(runs.metrics("straight"));
    assertThat(runs.checkpoint(name, "epoch-0004").resolve("state.ckpt"))
        .hasSameBinaryContentAs(runs.checkpoint("straight", "epoch-0004").resolve("state.ckpt"));
  }

  /** Five images in batches of two, two and one. */
  private static ScriptedTask task() {
    return new ScriptedTask(5, 4, engine -> (float) Math.cos(engine.weight()));
  }
}
