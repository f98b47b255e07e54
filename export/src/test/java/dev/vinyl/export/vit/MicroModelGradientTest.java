package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.autodiff.Gradients;
import dev.vinyl.export.graph.Dialect;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.ParameterSpec;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients of the whole micro model, tensor by tensor, against finite differences. */
class MicroModelGradientTest {
  private static final int BATCH = 2;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyTensorsGradientIsTheSlopeOfTheLoss(Dialect dialect) throws Exception {
    SegmentationModel micro = new SegmentationModel(VitConfig.micro(), 3);
    ParameterSet weights = TrainingArtifacts.initialParameters(micro, 1);
    GraphBuilder g = new GraphBuilder(new Graph("micro", 17, dialect));
    Value loss = micro.build(g).loss();
    List<Value> parameters = g.graph().parameters().stream().map(ParameterSpec::value).toList();
    Map<Value, Value> gradients = Gradients.of(g, loss, parameters);
    OnnxModel model = new OnnxModel(g.graph()).output("loss", loss);
    gradients.forEach((parameter, gradient) -> model.output("d " + parameter.name(), gradient));

    try (GraphRunner runner = new GraphRunner(model)) {
      int size = micro.config().imageSize();
      runner.feed("image", randomImages(size), BATCH, 3, size, size);
      runner.feed("labels", randomLabels(size), BATCH, size, size);
      GraphRunner.Outputs outputs = runner.feed(weights).run();

      assertThat(gradients).hasSize(weights.size() - 1); // the class token takes no part
      for (Value parameter : gradients.keySet()) {
        float[] gradient = outputs.get("d " + parameter.name());
        double norm = norm(gradient);
        assertThat(norm).as(parameter.name()).isGreaterThan(1e-6);
        double slope = slopeAlong(runner, weights.get(parameter.name()), gradient, norm);
        assertThat(slope).as(parameter.name()).isCloseTo(norm, within(0.02 * norm));
      }
    }
  }

  /**
   * The loss's slope in the direction of the gradient; it is the gradient's norm if that is right.
   */
  private static double slopeAlong(
      GraphRunner runner, Parameter parameter, float[] gradient, double norm) throws Exception {
    double step = Math.min(0.3, 2e-3 / norm); // moves the loss by some thousandths: no rounding
    double above = lossAt(runner, parameter, gradient, step / norm);
    double below = lossAt(runner, parameter, gradient, -step / norm);
    runner.feed(List.of(parameter));
    return (above - below) / (2 * step);
  }

  private static double lossAt(
      GraphRunner runner, Parameter parameter, float[] direction, double distance)
      throws Exception {
    float[] moved = parameter.values().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (distance * direction[i]);
    }
    return runner.feed(parameter.name(), moved, parameter.shape()).run().get("loss")[0];
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static float[] randomImages(int size) {
    Random random = new Random(3);
    float[] pixels = new float[BATCH * 3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static long[] randomLabels(int size) {
    return new Random(4).longs((long) BATCH * size * size, 0, 3).toArray();
  }
}
