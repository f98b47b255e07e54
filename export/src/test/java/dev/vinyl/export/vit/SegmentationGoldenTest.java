package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.autodiff.Gradients;
import dev.vinyl.export.graph.Dialect;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.ParameterSpec;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The segmentation model against PyTorch's outputs, loss and gradients. */
class SegmentationGoldenTest {

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void logitsLossAndEveryGradientEqualPyTorchs(Dialect dialect) throws Exception {
    Golden golden = Golden.small();
    ParameterSet weights = golden.segmentationWeights();
    GraphBuilder g = new GraphBuilder(new Graph("small", 17, dialect));
    TrainableModel.Outputs outputs = new SegmentationModel(golden.config(), 3).build(g);
    List<Value> parameters = g.graph().parameters().stream().map(ParameterSpec::value).toList();
    Map<Value, Value> gradients = Gradients.of(g, outputs.loss(), parameters);
    OnnxModel model =
        new OnnxModel(g.graph())
            .output("loss", outputs.loss())
            .output("logits", outputs.prediction("logits"));
    gradients.forEach((parameter, gradient) -> model.output("grad." + parameter.name(), gradient));

    try (GraphRunner runner = new GraphRunner(model)) {
      GraphRunner.Outputs results =
          runner
              .feed("image", golden.value("image").values(), golden.value("image").shape())
              .feed("labels", golden.values().longs("label"), 4, 32, 32)
              .feed(weights)
              .run();

      assertThat(results.get("loss")[0])
          .isCloseTo((float) golden.json().at("/segmentation/loss").asDouble(), within(1e-5f));
      Tolerance.assertWithin(
          "logits", 1e-5, results.get("logits"), golden.value("logits").values());
      assertThat(gradients).hasSize(weights.size() - 1); // all but the class token
      for (Value parameter : gradients.keySet()) {
        Tolerance.assertRelative(
            "gradient of " + parameter.name(),
            1e-4,
            results.get("grad." + parameter.name()),
            golden.value("segmentation.grad." + parameter.name()).values());
      }
    }
  }
}
