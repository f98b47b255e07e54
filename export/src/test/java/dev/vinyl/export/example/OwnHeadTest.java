package dev.vinyl.export.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.inference.ExportSettings;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.GradientModel;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A head that no module knows of: trained and exported. */
class OwnHeadTest {
  private static final EncoderDecoder MODEL =
      new EncoderDecoder(VitConfig.micro(), new RegressionHead());
  private static final float[] NUMBERS = {-1, -0.5f, 0.25f, 0.75f};
  private static final int PIXELS = 3 * 64 * 64;

  @TempDir Path folder;

  @Test
  void learnsAndAnswersInAFileAsItLearned() throws Exception {
    ParameterSet before = TrainingArtifacts.initialParameters(MODEL, 1);
    ParameterSet after = trained(before, 40);

    float[] answers = answers(after, ExportSettings.defaults());

    assertThat(meanSquare(answers(before, ExportSettings.defaults()))).isGreaterThan(0.2);
    assertThat(meanSquare(answers)).isLessThan(0.02).isCloseTo(loss(after), within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(names = {"FP16", "INT8"})
  void isExportedInOtherNumbersToo(Precision precision) throws Exception {
    ParameterSet weights = trained(TrainingArtifacts.initialParameters(MODEL, 1), 40);

    float[] answers = answers(weights, ExportSettings.defaults().withPrecision(precision));

    assertThat(meanSquare(answers)).isLessThan(0.05);
  }

  /** Plain gradient descent on four images, each with a number. */
  private static ParameterSet trained(ParameterSet initial, int steps) throws Exception {
    GradientModel model = GradientModel.of(MODEL, Dialect.STANDARD);
    ParameterSet weights = initial;
    try (GraphRunner runner = new GraphRunner(model.training())) {
      runner.feed("image", images(), NUMBERS.length, 3, 64, 64);
      runner.feed("targets", NUMBERS, NUMBERS.length, 1);
      runner.feed(GradientModel.LOSS_WEIGHT, new float[] {1});
      for (int step = 0; step < steps; step++) {
        GraphRunner.Outputs outputs = runner.feed(weights).run();
        List<Parameter> next = new ArrayList<>();
        for (Parameter parameter : weights) {
          float[] values = parameter.values().clone();
          if (model.trainable().contains(parameter.name())) {
            float[] gradient = outputs.get(GradientModel.gradientOf(parameter.name()));
            for (int i = 0; i < values.length; i++) {
              values[i] -= 0.03f * gradient[i];
            }
          }
          next.add(new Parameter(parameter.name(), parameter.shape(), values));
        }
        weights = ParameterSet.of(next);
      }
    }
    return weights;
  }

  private static double loss(ParameterSet weights) throws Exception {
    GradientModel model = GradientModel.of(MODEL, Dialect.STANDARD);
    try (GraphRunner runner = new GraphRunner(model.evaluation())) {
      runner.feed(weights).feed("image", images(), NUMBERS.length, 3, 64, 64);
      return runner.feed("targets", NUMBERS, NUMBERS.length, 1).run().get(GradientModel.LOSS)[0];
    }
  }

  /** What an exported file says of the images. */
  private float[] answers(ParameterSet weights, ExportSettings settings) throws Exception {
    PreprocessSpec spec = PreprocessSpec.imageNet(64, Interpolation.AREA);
    ModelMetadata metadata = new ModelMetadata("regression", spec, List.of(), 8, Map.of());
    Path file = folder.resolve(settings.precision() + ".onnx");
    new ModelExporter(MODEL, weights, metadata).settings(settings).export(file);
    try (GraphRunner runner = new GraphRunner(Files.readAllBytes(file))) {
      runner.feed("image", images(), NUMBERS.length, 3, 64, 64);
      return runner.run().get("number");
    }
  }

  /** Stripes, narrower in each next image. */
  private static float[] images() {
    float[] values = new float[NUMBERS.length * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.cos((i / PIXELS + 1) * (i % 64) * Math.PI / 4);
    }
    return values;
  }

  private static double meanSquare(float[] answers) {
    assertThat(answers).hasSize(NUMBERS.length);
    double sum = 0;
    for (int i = 0; i < answers.length; i++) {
      sum += Math.pow(answers[i] - NUMBERS[i], 2);
    }
    return sum / answers.length;
  }
}
