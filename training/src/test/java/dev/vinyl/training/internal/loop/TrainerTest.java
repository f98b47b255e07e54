package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.training.internal.loop.TrainingPlan.Saving;
import dev.vinyl.training.internal.loop.TrainingPlan.Validating;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
  @TempDir private Path parent;
  private RunWriter run;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void startARun() throws IOException {
    run =
        RunWriter.begin(
            parent.resolve("run"), RunDirectory.Existing.REFUSE, RunDirectoryTest.manifest());
  }

  @AfterEach
  void letGo() throws IOException {
    run.close();
  }

  @Test
  void setsTheRateOfEveryStepAndSavesWhereThePlanSays() throws IOException {
    LearningRateSchedule schedule = new MultiStepSchedule(0.5, 0.5, List.of(3));
    TrainingPlan plan =
        new TrainingPlan(5, schedule, new Saving(2, 60, 2), Validating.NEVER, false);
    ScriptedTask task = ScriptedTask.ofLosses(3, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    TrainingResult result = train(plan, task);

    assertThat(task.rates())
        .containsExactly(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f);
    assertThat(recorder.heard())
        .containsExactly(
            "start 5 x 2 after step 0",
            "epoch 1",
            "epoch 2",
            "saved epoch-0002",
            "epoch 3",
            "epoch 4",
            "saved epoch-0004",
            "epoch 5",
            "saved epoch-0005",
            "end FINISHED");
    assertThat(result.end()).isEqualTo(TrainingResult.End.FINISHED);
    assertThat(result.epochs()).isEqualTo(5);
    assertThat(result.steps()).isEqualTo(10);
    assertThat(result.checkpoint().getFileName()).hasToString("epoch-0005");
    assertThat(Checkpoints.verify(result.checkpoint()).progress())
        .satisfies(progress -> assertThat(progress.epoch()).isEqualTo(5))
        .satisfies(progress -> assertThat(progress.step()).isEqualTo(10));
    assertThat(run.checkpoints().list()).hasSize(2);
    assertThat(task.result()).isNotNull();
    assertThat(task.openEngines()).isZero();
  }

  @Test
  void asksTheScheduleForTheMiddleOfEachStep() throws IOException {
    List<Double> asked = new ArrayList<>();
    LearningRateSchedule schedule =
        epochs -> {
          asked.add(epochs);
          return 0.1;
        };
    TrainingPlan plan =
        new TrainingPlan(2, schedule, new Saving(1, 60, 2), Validating.NEVER, false);

    train(plan, ScriptedTask.ofLosses(3, 2, 1, 1, 1, 1));

    assertThat(asked).containsExactly(0.25, 0.75, 1.25, 1.75);
  }

  @Test
  void epochLossIsTheMeanOverImages() throws IOException {
    // Three images in batches of two: losses weigh 2 and 1.
    TrainingResult result = train(plan(1), ScriptedTask.ofLosses(3, 1, 6, 3));

    assertThat(result.loss()).isEqualTo(5.0);
  }

  @Test
  void metricsHoldALineAStepAndALineAnEpoch() throws IOException {
    train(plan(2), ScriptedTask.ofLosses(3, 2, 6, 3, 2, 2));

    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.directory().folder().resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.get("kind").asText())
        .containsExactly("step", "step", "epoch", "step", "step", "epoch");
    assertThat(lines)
        .extracting(line -> line.get("time").asText())
        .allMatch(time -> time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"))
        .isSorted();
    assertThat(Instant.parse(lines.get(0).get("time").asText()))
        .isBetween(Instant.now().minusSeconds(600), Instant.now());
    assertThat(lines.get(1).get("step").asLong()).isEqualTo(2);
    assertThat(lines.get(1).get("loss").asDouble()).isEqualTo(3);
    assertThat(lines.get(1).get("images").asInt()).isEqualTo(1);
    assertThat(lines.get(1).get("rate").asDouble()).isEqualTo(0.1);
    assertThat(lines.get(1).get("imagesPerSecond").asDouble()).isPositive();
    assertThat(lines.get(5).get("epoch").asInt()).isEqualTo(2);
    assertThat(lines.get(5).get("loss").asDouble()).isEqualTo(2);
    assertThat(lines.get(5).get("images").asInt()).isEqualTo(3);
    assertThat(lines.get(5).get("seconds").asDouble())
        .isGreaterThanOrEqualTo(lines.get(5).get("dataWaitSeconds").asDouble());
  }

  @Test
  void aLossThatIsNoNumberStopsTrainingAndNamesTheLastGoodCheckpoint() {
    ScriptedTask task = ScriptedTask.ofLosses(3, 3, 1, 1, 1, Float.NaN);

    assertThatIllegalStateException()
        .isThrownBy(() -> train(plan(3), task))
        .withMessage(
            "training stopped: the loss is NaN in epoch 2, step 4, at rate 0.1; the last good"
                + " checkpoint is %s; try a lower learningRate",
            run.directory().folder().resolve("checkpoints/epoch-0001"));
    assertThat(recorder.heard()).doesNotContain("epoch 2").noneMatch(word -> word.contains("end"));
    assertThat(run.directory().folder().resolve("checkpoints/epoch-0001/state.ckpt")).exists();
    assertThat(task.openEngines()).isZero();
  }

  @Test
  void anInfiniteLossBeforeAnyCheckpointSaysThatThereIsNone() {
    assertThatIllegalStateException()
        .isThrownBy(() -> train(plan(1), ScriptedTask.ofLosses(3, 1, Float.POSITIVE_INFINITY, 1)))
        .withMessageContaining("epoch 1, step 1")
        .withMessageContaining("there is no checkpoint yet");
  }

  private static TrainingPlan plan(int epochs) {
    return new TrainingPlan(
        epochs, LearningRateSchedule.constant(0.1), new Saving(1, 60, 2), Validating.NEVER, false);
  }

  private TrainingResult train(TrainingPlan plan, ScriptedTask task) throws IOException {
    return new Trainer(plan, run, recorder, () -> false).train(task);
  }
}
