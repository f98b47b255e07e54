package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.artifact.GradientModel;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StochasticDepthModelTest {
  private static final VitConfig MICRO = VitConfig.micro();
  private static final int BRANCHES = 6;
  private static final int LOGITS = 64 * 3; // of an image
  private static final EncoderDecoder MODEL =
      new EncoderDecoder(MICRO, new PatchClassificationHead(3));
  private static final ParameterSet WEIGHTS = TrainingArtifacts.initialParameters(MODEL, 1);

  @Test
  void everyBranchInFullIsTheModelItself() throws Exception {
    float[] ones = new float[2 * BRANCHES];
    Arrays.fill(ones, 1);

    Tolerance.assertWithin("logits", 1e-6, logits(WEIGHTS, ones), logits(WEIGHTS, null));
  }

  /** Branch 2 is the attention of the second block; without its last layer it gives nothing. */
  @Test
  void leavesOutABranchOfOneImageAndNotOfTheOther() throws Exception {
    float[] scales = new float[2 * BRANCHES];
    Arrays.fill(scales, 1);
    scales[2] = 0;
    String layer = "encoder.transformer.layers.1.0.fc_out.0.";
    float[] without = logits(zeroed(layer + "weight", layer + "bias"), null);
    float[] with = logits(WEIGHTS, null);

    float[] logits = logits(WEIGHTS, scales);

    Tolerance.assertWithin(
        "first", 1e-5, Arrays.copyOf(logits, LOGITS), Arrays.copyOf(without, LOGITS));
    Tolerance.assertWithin(
        "second",
        1e-5,
        Arrays.copyOfRange(logits, LOGITS, 2 * LOGITS),
        Arrays.copyOfRange(with, LOGITS, 2 * LOGITS));
    assertThat(Arrays.mismatch(with, without)).isNotNegative();
  }

  @Test
  void scalesAreAnInputOfTrainingAlone() {
    GradientModel model = GradientModel.of(new StochasticDepthModel(MODEL), Dialect.STANDARD);

    assertThat(model.inputs().stream().map(Value::name))
        .containsExactly("branch_scales", "image", "labels");
    assertThat(model.evaluationInputs().stream().map(Value::name))
        .containsExactly("image", "labels");
  }

  private static float[] logits(ParameterSet weights, float @Nullable [] scales) throws Exception {
    TrainableModel model = scales == null ? MODEL : new StochasticDepthModel(MODEL);
    try (GraphRunner runner = ModelRunner.of(model, Dialect.STANDARD)) {
      if (scales != null) {
        runner.feed("branch_scales", scales, 2, BRANCHES);
      }
      return runner
          .feed(weights)
          .feed("image", images(), 2, 3, 64, 64)
          .feed("labels", new long[2 * 64], 2, 64)
          .run()
          .get("logits");
    }
  }

  private static ParameterSet zeroed(String... names) {
    return ParameterSet.of(
        WEIGHTS.names().stream()
            .map(WEIGHTS::get)
            .map(
                parameter ->
                    Arrays.asList(names).contains(parameter.name())
                        ? new Parameter(
                            parameter.name(),
                            parameter.shape(),
                            new float[parameter.values().length])
                        : parameter)
            .toList());
  }

  private static float[] images() {
    Random random = new Random(3);
    float[] values = new float[2 * 3 * 64 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
