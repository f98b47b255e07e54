package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.autodiff.Gradients;
import dev.vinyl.export.graph.Dialect;
import dev.vinyl.export.graph.ElementType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.ParameterSpec;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.ParameterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Masked and classified pictures against PyTorch: the encoder with its class token, and the
 * gradients of what the other stages' losses are made of.
 */
class HeadsGoldenTest {
  private static final int PICTURES = 4;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void tokensEqualPyTorchs(Dialect dialect) throws Exception {
    Golden golden = Golden.small();
    GraphBuilder g = new GraphBuilder(new Graph("tokens", 17, dialect));
    VisionTransformer encoder = new VisionTransformer(g, golden.config(), "encoder.");
    Value tokens = encoder.encode(encoder.embedPatches(image(g, golden.config())));

    try (GraphRunner runner = runner(new OnnxModel(g.graph()).output("tokens", tokens), golden)) {
      Tolerance.assertWithin(
          "tokens", 1e-5, runner.run().get("tokens"), golden.value("tokens").values());
    }
  }

  /** SimMIM: the embedding of a masked patch gives way to the mask token; L1 of its pixels. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void maskedReconstructionEqualsPyTorchs(Dialect dialect) throws Exception {
    Golden golden = Golden.small();
    VitConfig config = golden.config();
    GraphBuilder g = new GraphBuilder(new Graph("simmim", 17, dialect));
    Value image = image(g, config);
    Value masked = g.graph().input("masked", ElementType.FLOAT, Shape.batch(config.patches(), 1));
    Value maskToken = g.graph().parameter("mask_token", Initializer.zeros(), config.dim());
    VisionTransformer encoder = new VisionTransformer(g, config, "encoder.");
    Value isMasked = g.equal(masked, g.graph().scalar(1f));
    Value visible = g.where(isMasked, maskToken, encoder.embedPatches(image));
    Value tokens = g.reshape(encoder.encode(visible), Shape.rows(config.patches(), config.dim()));
    Value decoded = Heads.linear(g, tokens, "decoder", config.dim(), config.patchDim(), true);
    Value error = g.abs(g.sub(decoded, encoder.patchify(image)));
    Value rows = g.reshape(masked, Shape.rows(config.patches(), 1));
    Value sum = g.reduceSum(g.mul(error, rows), 0, 1);
    Value count = g.mul(g.reduceSum(rows, 0, 1), config.patchDim());
    Value loss = g.reshape(g.div(sum, count), Shape.of());

    OnnxModel model = withGradients(g, loss, "simmim.grad.").output("decoded", decoded);
    try (GraphRunner runner = runner(model, golden)) {
      float[] mask = new float[PICTURES * config.patches()];
      for (int position : maskedPositions(golden)) {
        mask[position] = 1;
      }
      runner.feed("masked", mask, PICTURES, config.patches(), 1);
      runner.feed(golden.values().parameters(n -> n.matches("mask_token|decoder\\..*")));
      GraphRunner.Outputs outputs = runner.run();

      assertLossAndGradients("simmim", golden, g, outputs);
      Tolerance.assertWithin(
          "prediction",
          1e-5,
          rows(outputs.get("decoded"), config.patchDim(), maskedPositions(golden)),
          golden.value("simmim_prediction").values());
    }
  }

  /** Cross entropy of soft targets on the class token. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void classificationBySoftTargetsEqualsPyTorchs(Dialect dialect) throws Exception {
    Golden golden = Golden.small();
    VitConfig config = golden.config();
    GraphBuilder g = new GraphBuilder(new Graph("classification", 17, dialect));
    VisionTransformer encoder = new VisionTransformer(g, config, "encoder.");
    Value tokens = encoder.encodeWithClassToken(encoder.embedPatches(image(g, config)));
    Value cls = g.reshape(g.slice(tokens, 1, 0, 1), Shape.batch(config.dim()));
    Value classWeight = g.graph().input("class_weight", ElementType.FLOAT, Shape.of(6, 24));
    Value targets = g.graph().input("soft_target", ElementType.FLOAT, Shape.batch(6));
    Value logProbabilities = g.logSoftmax(g.linear(cls, classWeight, null));
    Value perPicture = g.reduceSum(g.mul(logProbabilities, targets), 1);
    Value loss = g.reshape(g.neg(g.reduceMean(perPicture, 0)), Shape.of());

    OnnxModel model = withGradients(g, loss, "classification.grad.").output("cls", cls);
    try (GraphRunner runner = runner(model, golden)) {
      runner.feed(golden.values().parameters(n -> n.equals("class_weight")));
      runner.feed(golden.values().parameters(n -> n.equals("soft_target")));
      GraphRunner.Outputs outputs = runner.run();

      Tolerance.assertWithin("cls", 1e-5, outputs.get("cls"), golden.value("cls").values());
      assertLossAndGradients("classification", golden, g, outputs);
    }
  }

  private static Value image(GraphBuilder g, VitConfig config) {
    Shape shape = Shape.batch(3, config.imageSize(), config.imageSize());
    return g.graph().input("image", ElementType.FLOAT, shape);
  }

  private static GraphRunner runner(OnnxModel model, Golden golden)
      throws OrtException, IOException {
    ParameterSet weights = golden.segmentationWeights();
    return new GraphRunner(model)
        .feed("image", golden.value("image").values(), golden.value("image").shape())
        .feed(weights);
  }

  private static OnnxModel withGradients(GraphBuilder g, Value loss, String prefix) {
    List<Value> parameters = g.graph().parameters().stream().map(ParameterSpec::value).toList();
    OnnxModel model = new OnnxModel(g.graph()).output("loss", loss);
    Map<Value, Value> gradients = Gradients.of(g, loss, parameters);
    gradients.forEach((parameter, gradient) -> model.output(prefix + parameter.name(), gradient));
    return model;
  }

  private static void assertLossAndGradients(
      String stage, Golden golden, GraphBuilder g, GraphRunner.Outputs outputs) throws IOException {
    double loss = golden.json().at("/" + stage + "/loss").asDouble();
    assertThat((double) outputs.get("loss")[0]).isCloseTo(loss, within(1e-5));
    int checked = 0;
    for (ParameterSpec parameter : g.graph().parameters()) {
      String name = stage + ".grad." + parameter.name();
      if (outputs.values().containsKey(name)) {
        Tolerance.assertRelative(name, 1e-4, outputs.get(name), golden.value(name).values());
        checked++;
      }
    }
    int unused = stage.equals("simmim") ? 1 : 0; // the class token
    assertThat(checked).isEqualTo(g.graph().parameters().size() - unused);
  }

  /** Positions of the masked patches among the patches of all pictures. */
  private static List<Integer> maskedPositions(Golden golden) throws IOException {
    long[] indices = golden.values().longs("mask_index");
    int perPicture = indices.length / PICTURES;
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      positions.add(i / perPicture * golden.config().patches() + (int) indices[i]);
    }
    return positions;
  }

  private static float[] rows(float[] values, int rowLength, List<Integer> rows) {
    float[] chosen = new float[rows.size() * rowLength];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(values, rows.get(i) * rowLength, chosen, i * rowLength, rowLength);
    }
    return chosen;
  }
}
