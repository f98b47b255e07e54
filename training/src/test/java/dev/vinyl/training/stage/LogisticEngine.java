package dev.vinyl.training.stage;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.EngineRequest;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Softmax regression of a pixel's class on its colour, by gradient descent in plain Java. It keeps
 * its weights in the first places of {@code mlp.bias} and leaves all other parameters alone.
 */
final class LogisticEngine implements TrainingEngine {
  private static final int CLASSES = 3;
  private static final int FEATURES = 4; // red, green, blue, 1
  private static final String HOME = "mlp.bias";

  private final ParameterSet initial;
  private final float[] weights; // [CLASSES, FEATURES], then values that are not used
  private float rate;
  private long step;

  LogisticEngine(ParameterSet initial) {
    this.initial = initial;
    this.weights = initial.get(HOME).values().clone();
  }

  /** Goes on from a state if there is one. */
  static LogisticEngine of(EngineRequest request) throws IOException {
    LogisticEngine engine = new LogisticEngine(request.initial());
    Path state = request.state();
    if (state != null) {
      String[] numbers = Files.readString(state).split("[^-\\w.]+", -1);
      engine.step = Long.parseLong(numbers[0]);
      for (int i = 0; i < engine.weights.length; i++) {
        engine.weights[i] = Float.parseFloat(numbers[i + 1]);
      }
    }
    return engine;
  }

  @Override
  public void setLearningRate(float newRate) {
    rate = newRate;
  }

  @Override
  public float trainStep(List<TensorInput> inputs) {
    double[] gradient = new double[CLASSES * FEATURES];
    float loss = forward(inputs, gradient);
    for (int i = 0; i < gradient.length; i++) {
      weights[i] -= (float) (rate * gradient[i]);
    }
    step++;
    return loss;
  }

  @Override
  public Validation.Output evaluate(List<TensorInput> inputs) {
    float loss = forward(inputs, new double[CLASSES * FEATURES]);
    return new Validation.Output(
        loss, Map.of("logits", logits((FloatBuffer) inputs.get(0).data())));
  }

  /** [B, 3, pixels] to [B, CLASSES, pixels], as there are as many classes as colours. */
  private float[] logits(FloatBuffer image) {
    float[] logits = new float[image.limit()];
    int plane = 16 * 16;
    for (int p = 0; p < logits.length / 3; p++) {
      int at = p / plane * 3 * plane + p % plane;
      for (int c = 0; c < CLASSES; c++) {
        float score = weights[c * FEATURES + 3];
        for (int f = 0; f < 3; f++) {
          score += weights[c * FEATURES + f] * image.get(at + f * plane);
        }
        logits[at + c * plane] = score;
      }
    }
    return logits;
  }

  private float forward(List<TensorInput> inputs, double[] gradient) {
    long[] shape = inputs.get(1).shape();
    FloatBuffer image = (FloatBuffer) inputs.get(0).data();
    LongBuffer labels = (LongBuffer) inputs.get(1).data();
    int plane = (int) (shape[1] * shape[2]);
    int pixels = (int) shape[0] * plane;
    double loss = 0;
    for (int p = 0; p < pixels; p++) {
      int at = p / plane * 3 * plane + p % plane;
      double[] x = {image.get(at), image.get(at + plane), image.get(at + 2 * plane), 1};
      double[] probabilities = softmax(x);
      int target = (int) labels.get(p);
      loss -= Math.log(probabilities[target]) / pixels;
      for (int c = 0; c < CLASSES; c++) {
        double error = (probabilities[c] - (c == target ? 1 : 0)) / pixels;
        for (int f = 0; f < FEATURES; f++) {
          gradient[c * FEATURES + f] += error * x[f];
        }
      }
    }
    return (float) loss;
  }

  private double[] softmax(double[] x) {
    double[] scores = new double[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      for (int f = 0; f < FEATURES; f++) {
        scores[c] += weights[c * FEATURES + f] * x[f];
      }
      scores[c] = Math.exp(scores[c]);
    }
    double sum = Arrays.stream(scores).sum();
    return Arrays.stream(scores).map(score -> score / sum).toArray();
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public ParameterSet parameters() {
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : initial) {
      boolean home = parameter.name().equals(HOME);
      all.add(home ? new Parameter(HOME, parameter.shape(), weights.clone()) : parameter);
    }
    return ParameterSet.of(all);
  }

  @Override
  public void saveState(Path file) throws IOException {
    Files.writeString(file, step + " " + Arrays.toString(weights));
  }

  @Override
  public void close() {}
}
