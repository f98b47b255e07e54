package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.Tolerance;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AdamW against the same in plain loops over doubles. */
class AdamWUpdateTest {
  private static final int STEPS = 12;
  private static final float RATE = 0.01f;

  /** More than one chunk of 4096 and not a multiple; exactly one; and a few values. */
  private static final Map<String, Integer> LENGTHS = new LinkedHashMap<>();

  static {
    LENGTHS.put("long", 10_001);
    LENGTHS.put("chunk", 4096);
    LENGTHS.put("short", 3);
  }

  @Test
  void equalsPlainLoops() {
    assertEqualsPlainLoops(Optimization.uniform(new AdamW(0.9f, 0.999f, 1e-8f, 0.05f, 0)));
    assertEqualsPlainLoops(Optimization.uniform(new AdamW(0.8f, 0.95f, 1e-3f, 0, 0)));
  }

  @Test
  void groupHasItsOwnRateAndDecay() {
    Map<String, ParameterGroup> groups =
        Map.of("long", new ParameterGroup(0.5f, 0), "short", new ParameterGroup(2, 0.3f));

    assertEqualsPlainLoops(new Optimization(new AdamW(0.9f, 0.999f, 1e-8f, 0.1f, 0), groups, 0));
  }

  @Test
  void groupOfRateZeroStays() {
    TensorBlock weights = TensorBlock.of(noise(1, 1));
    AdamWUpdate update =
        new AdamWUpdate(
            new Optimization(
                AdamW.withWeightDecay(0.1f), Map.of("long", new ParameterGroup(0, 0.3f)), 0));

    update.apply(1, RATE, weights, gradients(1, 1), weights.zeros(), weights.zeros());

    assertThat(weights.get().get("long").values()).isEqualTo(noise(1, 1).get("long").values());
    assertThat(weights.get().get("chunk").values()).isNotEqualTo(noise(1, 1).get("chunk").values());
  }

  /** The gradients' norm is about 119 in the first step and a twelfth of that in the last. */
  @ParameterizedTest
  @ValueSource(floats = {1e-3f, 1, 30, 1e4f})
  void gradientsAreScaledDownToTheNormTogether(float clipNorm) {
    // a large epsilon: without it an update would hardly depend on the gradients' size
    assertEqualsPlainLoops(Optimization.uniform(new AdamW(0.9f, 0.999f, 1, 0.05f, clipNorm)));
  }

  @ParameterizedTest
  @ValueSource(floats = {0.5f, 0.99f})
  void averageFollowsTheWeightsFasterAtFirst(float average) {
    assertEqualsPlainLoops(new Optimization(AdamW.withWeightDecay(0.05f), Map.of(), average));
  }

  @Test
  void clippingAndGroupsAndAverageGoTogether() {
    Map<String, ParameterGroup> groups = Map.of("chunk", new ParameterGroup(0.25f, 0.01f));

    assertEqualsPlainLoops(new Optimization(new AdamW(0.9f, 0.99f, 0.1f, 0.05f, 5), groups, 0.9f));
  }

  @Test
  void firstStepByHand() {
    // g = 2: m = 0.2, v = 0.004, both corrected to 2 and 4, so that the step is rate * 2 / 2
    TensorBlock weight = TensorBlock.of(one(1));
    TensorBlock first = weight.zeros();
    TensorBlock second = weight.zeros();

    new AdamWUpdate(Optimization.uniform(AdamW.withWeightDecay(0.5f)))
        .apply(1, 0.1f, weight, TensorBlock.of(one(2)), first, second);

    Tolerance.assertWithin("weight", 1e-7, value(weight), new float[] {1 - 0.1f * 0.5f - 0.1f});
    Tolerance.assertWithin("first moment", 1e-7, value(first), new float[] {0.2f});
    Tolerance.assertWithin("second moment", 1e-7, value(second), new float[] {0.004f});
  }

  private static void assertEqualsPlainLoops(Optimization optimization) {
    TensorBlock weights = TensorBlock.of(noise(1, 1));
    TensorBlock first = weights.zeros();
    TensorBlock second = weights.zeros();
    TensorBlock average = TensorBlock.of(noise(1, 1));
    AdamWUpdate update = new AdamWUpdate(optimization);
    InLoops loops = new InLoops(optimization, noise(1, 1));

    for (int step = 1; step <= STEPS; step++) {
      update.apply(step, RATE, weights, gradients(step, step), first, second);
      update.average(average, weights, step);
      loops.step(step, noise(-step, 1.0 / step));
    }

    assertEqual("weights", weights, loops.weights);
    assertEqual("first moments", first, loops.first);
    assertEqual("second moments", second, loops.second);
    assertEqual("average", average, loops.average);
  }

  private static double[] of(Map<String, double[]> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static void assertEqual(String what, TensorBlock actual, Map<String, double[]> expected) {
    for (Parameter parameter : actual.get()) {
      double[] doubles = of(expected, parameter.name());
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      Tolerance.assertRelative(
          "%s of %s".formatted(what, parameter.name()), 2e-6, parameter.values(), floats);
    }
  }

  private static TensorBlock gradients(int step, double divisor) {
    return TensorBlock.of(noise(-step, 1 / divisor));
  }

  private static ParameterSet noise(long seed, double standardDeviation) {
    Random random = new Random(seed);
    List<Parameter> parameters = new ArrayList<>();
    LENGTHS.forEach(
        (name, length) -> {
          float[] values = new float[length];
          for (int i = 0; i < length; i++) {
            values[i] = (float) (standardDeviation * random.nextGaussian());
          }
          parameters.add(new Parameter(name, new long[] {length}, values));
        });
    return ParameterSet.of(parameters);
  }

  private static ParameterSet one(float value) {
    return ParameterSet.of(List.of(new Parameter("one", new long[] {1}, new float[] {value})));
  }

  private static float[] value(TensorBlock block) {
    return block.get().get("one").values();
  }

  /** AdamW as the paper writes it (algorithm 2), a value at a time. */
  private static final class InLoops {
    final Optimization optimization;
    final Map<String, double[]> weights = new LinkedHashMap<>();
    final Map<String, double[]> first = new LinkedHashMap<>();
    final Map<String, double[]> second = new LinkedHashMap<>();
    final Map<String, double[]> average = new LinkedHashMap<>();

    InLoops(Optimization optimization, ParameterSet initial) {
      this.optimization = optimization;
      for (Parameter parameter : initial) {
        double[] values = doubles(parameter);
        weights.put(parameter.name(), values);
        average.put(parameter.name(), values.clone());
        first.put(parameter.name(), new double[values.length]);
        second.put(parameter.name(), new double[values.length]);
      }
    }

    void step(int step, ParameterSet gradients) {
      AdamW adamW = optimization.adamW();
      double norm = 0;
      for (Parameter gradient : gradients) {
        for (double g : doubles(gradient)) {
          norm += g * g;
        }
      }
      norm = Math.sqrt(norm);
      double limit = adamW.clipNorm();
      double scale = limit > 0 && norm > limit ? limit / norm : 1;
      double a = Math.min(optimization.average(), (1.0 + step) / (10.0 + step));
      for (Parameter gradient : gradients) {
        String name = gradient.name();
        ParameterGroup group = optimization.groups().get(name);
        double rate = RATE * (group == null ? 1.0 : group.rateFactor());
        double decay = group == null ? adamW.weightDecay() : group.weightDecay();
        double[] g = doubles(gradient);
        double[] w = of(weights, name);
        double[] m = of(first, name);
        double[] v = of(second, name);
        double[] mean = of(average, name);
        for (int i = 0; i < w.length; i++) {
          double clipped = g[i] * scale;
          m[i] = adamW.beta1() * m[i] + (1 - adamW.beta1()) * clipped;
          v[i] = adamW.beta2() * v[i] + (1 - adamW.beta2()) * clipped * clipped;
          double unbiasedM = m[i] / (1 - Math.pow(adamW.beta1(), step));
          double unbiasedV = v[i] / (1 - Math.pow(adamW.beta2(), step));
          w[i] -= rate * decay * w[i];
          w[i] -= rate * unbiasedM / (Math.sqrt(unbiasedV) + adamW.epsilon());
          mean[i] = a * mean[i] + (1 - a) * w[i];
        }
      }
    }

    private static double[] doubles(Parameter parameter) {
      double[] doubles = new double[parameter.values().length];
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = parameter.values()[i];
      }
      return doubles;
    }
  }
}
