package dev.vinyl.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.engine.TensorInput;
import dev.vinyl.training.engine.TrainingEngine;
import dev.vinyl.training.loop.TensorSpec.ElementType;
import dev.vinyl.training.random.RandomStreams;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
  @TempDir private Path parent;
  private RunDirectory run;
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void startARun() throws IOException {
    run = RunDirectory.create(parent.resolve("run"), false, RunDirectoryTest.manifest());
  }

  @Test
  void setsTheRateOfEveryEpochAndSavesWhereThePlanSays() throws IOException {
    ScriptedEngine engine = new ScriptedEngine(List.of(1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f));
    LearningRateSchedule schedule = new MultiStepSchedule(0.5, 0.5, List.of(3));

    TrainingResult result = train(new TrainingPlan(5, schedule, 2, 2), engine);

    assertThat(engine.rates).containsExactly(0.5f, 0.5f, 0.5f, 0.25f, 0.25f);
    assertThat(heard)
        .containsExactly(
            "start 5 x 2",
            "epoch 1",
            "epoch 2",
            "saved epoch-0002",
            "epoch 3",
            "epoch 4",
            "saved epoch-0004",
            "epoch 5",
            "saved epoch-0005",
            "end");
    assertThat(result.steps()).isEqualTo(10);
    assertThat(result.checkpoint().getFileName()).hasToString("epoch-0005");
    assertThat(Checkpoints.verify(result.checkpoint()))
        .satisfies(progress -> assertThat(progress.epoch()).isEqualTo(5))
        .satisfies(progress -> assertThat(progress.step()).isEqualTo(10));
    assertThat(run.checkpoints(2).list()).hasSize(2);
  }

  @Test
  void epochLossIsTheMeanOverPictures() throws IOException {
    // Three pictures in batches of two: losses weigh 2 and 1.
    TrainingResult result = train(plan(1), new ScriptedEngine(List.of(6f, 3f)));

    assertThat(result.loss()).isEqualTo(5.0);
  }

  @Test
  void metricsHoldALineAStepAndALineAnEpoch() throws IOException {
    train(plan(2), new ScriptedEngine(List.of(6f, 3f, 2f, 2f)));

    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.folder().resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.get("kind").asText())
        .containsExactly("step", "step", "epoch", "step", "step", "epoch");
    assertThat(lines.get(1).get("step").asLong()).isEqualTo(2);
    assertThat(lines.get(1).get("loss").asDouble()).isEqualTo(3);
    assertThat(lines.get(1).get("images").asInt()).isEqualTo(1);
    assertThat(lines.get(1).get("rate").asDouble()).isEqualTo(0.1);
    assertThat(lines.get(1).get("imagesPerSecond").asDouble()).isPositive();
    assertThat(lines.get(5).get("epoch").asInt()).isEqualTo(2);
    assertThat(lines.get(5).get("loss").asDouble()).isEqualTo(2);
    assertThat(lines.get(5).get("seconds").asDouble())
        .isGreaterThanOrEqualTo(lines.get(5).get("dataWaitSeconds").asDouble());
  }

  @Test
  void aLossThatIsNoNumberStopsTrainingAndNamesTheLastGoodCheckpoint() {
    ScriptedEngine engine = new ScriptedEngine(List.of(1f, 1f, 1f, Float.NaN));

    assertThatIllegalStateException()
        .isThrownBy(() -> train(plan(3), engine))
        .withMessage(
            "training stopped: the loss is NaN in epoch 2, step 4, at rate 0.1; the last good"
                + " checkpoint is %s; try a lower learningRate",
            run.folder().resolve("checkpoints/epoch-0001"));
    assertThat(heard).doesNotContain("epoch 2", "end");
  }

  @Test
  void anInfiniteLossBeforeAnyCheckpointSaysThatThereIsNone() {
    assertThatIllegalStateException()
        .isThrownBy(() -> train(plan(1), new ScriptedEngine(List.of(Float.POSITIVE_INFINITY))))
        .withMessageContaining("epoch 1, step 1")
        .withMessageContaining("there is no checkpoint yet");
  }

  private static TrainingPlan plan(int epochs) {
    return new TrainingPlan(epochs, LearningRateSchedule.constant(0.1), 1, 2);
  }

  /** Three examples in batches of two: two steps an epoch. */
  private TrainingResult train(TrainingPlan plan, TrainingEngine engine) throws IOException {
    try (BatchLoader loader =
        new BatchLoader(new ThreeExamples(), 2, plan.epochs(), 1, new RandomStreams(1))) {
      return new Trainer(plan, run, new Recorder()).train(engine, loader);
    }
  }

  private static final class ThreeExamples implements ExampleSource {
    @Override
    public int size() {
      return 3;
    }

    @Override
    public List<TensorSpec> tensors() {
      return List.of(new TensorSpec("image", ElementType.FLOAT32, List.of(1)));
    }

    @Override
    public ExampleWriter newWriter() {
      return (example, epoch, buffers, position) ->
          ((FloatBuffer) buffers.get(0)).put(position, example);
    }
  }

  private final class Recorder implements TrainingListener {
    @Override
    public void trainingStarted(TrainingOutline outline) {
      heard.add("start " + outline.epochs() + " x " + outline.stepsPerEpoch());
    }

    @Override
    public void epochFinished(EpochReport epoch) {
      heard.add("epoch " + epoch.epoch());
    }

    @Override
    public void checkpointWritten(int epoch, Path checkpoint) {
      heard.add("saved " + checkpoint.getFileName());
    }

    @Override
    public void trainingFinished(TrainingResult result) {
      heard.add("end");
    }
  }

  /** An engine whose losses are written down beforehand. */
  private static final class ScriptedEngine implements TrainingEngine {
    private final List<Float> losses;
    private final List<Float> rates = new ArrayList<>();
    private int step;

    ScriptedEngine(List<Float> losses) {
      this.losses = losses;
    }

    @Override
    public void setLearningRate(float rate) {
      rates.add(rate);
    }

    @Override
    public float trainStep(List<TensorInput> inputs) {
      return losses.get(step++);
    }

    @Override
    public float evaluate(List<TensorInput> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public ParameterSet parameters() {
      return ParameterSet.of(List.of());
    }

    @Override
    public void saveState(Path file) throws IOException {
      Files.writeString(file, "step " + step);
    }

    @Override
    public void close() {}
  }
}
