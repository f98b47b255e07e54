package dev.vinyl.training.internal.loop;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training in batches of two with an engine of one weight, which depends on every input, rate and
 * loss that it has seen, in their order; what the losses are is written down beforehand.
 */
final class ScriptedTask implements TrainingTask {
  /** The loss of a step, whose number the engine tells. */
  interface Script {
    float loss(Engine engine);
  }

  private final int examples;
  private final int epochs;
  private final Script script;
  private final List<String> steps = new ArrayList<>();
  private final List<Float> rates = new ArrayList<>();
  private Optional<Validation> validation = Optional.empty();
  private int open;
  private @Nullable ParameterSet result;

  ScriptedTask(int examples, int epochs, Script script) {
    this.examples = examples;
    this.epochs = epochs;
    this.script = script;
  }

  /** Losses one after the other, whatever comes in. */
  static ScriptedTask ofLosses(int examples, int epochs, float... losses) {
    return new ScriptedTask(examples, epochs, engine -> losses[(int) engine.step() - 1]);
  }

  /** A validation whose only score, which decides, is this one after the first epoch and so on. */
  static Validation scores(double... byEpoch) {
    return (epoch, engine) ->
        new Validation.Scores(byEpoch[epoch - 1], Map.of("score", byEpoch[epoch - 1]));
  }

  ScriptedTask validatedBy(Validation newValidation) {
    validation = Optional.of(newValidation);
    return this;
  }

  /** Every step of every engine: its number, its rate and what came in. */
  List<String> steps() {
    return steps;
  }

  List<Float> rates() {
    return rates;
  }

  /** The weight that training gave, or null before its end. */
  @Nullable Float result() {
    return result == null ? null : result.get("weight").values()[0];
  }

  int openEngines() {
    return open;
  }

  @Override
  public TrainingEngine openEngine(@Nullable Path state) throws IOException {
    return new Engine(state);
  }

  @Override
  public BatchLoader openLoader(int epoch, int batch) {
    return new BatchLoader(
        new NumberedImages(examples), 2, epochs, 2, new RandomStreams(1), epoch, batch);
  }

  @Override
  public Optional<Validation> validation() {
    return validation;
  }

  @Override
  public void finish(ParameterSet weights) {
    result = weights;
  }

  /** Example i of epoch e is the number i + 100 e. */
  private record NumberedImages(int size) implements ExampleSource {
    @Override
    public List<InputSpec> tensors() {
      return List.of(new InputSpec("image", Kind.FLOAT32, List.of(1)));
    }

    @Override
    public ExampleWriter newWriter() {
      return (example, epoch, buffers, position) ->
          ((FloatBuffer) buffers.get(0)).put(position, example + 100f * epoch);
    }
  }

  /** An engine whose state is a step and a weight. */
  final class Engine implements TrainingEngine {
    private long step;
    private float weight;
    private float rate;

    private Engine(@Nullable Path state) throws IOException {
      if (state != null) {
        String[] words = Files.readString(state).split(" ", -1);
        step = Long.parseLong(words[0]);
        weight = Float.parseFloat(words[1]);
      }
      open++;
    }

    float rate() {
      return rate;
    }

    float weight() {
      return weight;
    }

    /** What a gradient does that is no number. */
    void spoil() {
      weight = Float.NaN;
    }

    @Override
    public void setLearningRate(float newRate) {
      rate = newRate;
    }

    @Override
    public float trainStep(List<TensorInput> inputs) {
      step++;
      FloatBuffer image = (FloatBuffer) inputs.get(0).data();
      List<Float> seen = new ArrayList<>();
      for (int i = 0; i < inputs.get(0).elements(); i++) {
        seen.add(image.get(i));
      }
      steps.add("%d at %s: %s".formatted(step, rate, seen));
      rates.add(rate);
      float loss = script.loss(this);
      for (float value : seen) {
        weight = 0.75f * weight + rate * (value + loss);
      }
      return loss;
    }

    @Override
    public Validation.Output evaluate(List<TensorInput> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public ParameterSet parameters() {
      return ParameterSet.of(
          List.of(new Parameter("weight", new long[] {1}, new float[] {weight})));
    }

    @Override
    public void saveState(Path file) throws IOException {
      Files.writeString(file, step + " " + weight);
    }

    @Override
    public void close() {
      open--;
    }
  }
}
