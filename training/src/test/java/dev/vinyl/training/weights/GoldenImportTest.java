package dev.vinyl.training.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.VisionTransformer;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.weights.WeightImport.ImportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of PyTorch's, imported, compute what PyTorch computed with them. */
final class GoldenImportTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path folder;

  @Test
  void theImportedEncoderOfVinyGivesPyTorchsTokens() throws Exception {
    Golden golden = Golden.of("viny");

    ImportedModel model = new WeightImport(golden.file("encoder.pth")).run(folder.resolve("run"));

    assertThat(model.kind()).isEqualTo(ModelKind.ENCODER);
    assertThat(model.sizes()).isEqualTo(VitConfig.viny());
    assertThat(model.parameters()).isEqualTo(4_842_880);
    RunDirectory run = RunDirectory.open(folder.resolve("run"));
    assertEncoderGives("tokens", run, golden);
    assertEncoderGives("cls", run, golden);
  }

  private static void assertEncoderGives(String name, RunDirectory run, Golden golden)
      throws Exception {
    VitConfig config = StageConfig.of(run).model();
    GraphBuilder g = new GraphBuilder(new Graph("encoder", 17, Dialect.STANDARD));
    int size = config.imageWidth();
    Value image = g.graph().input("image", DataType.FLOAT, Shape.batch(3, size, size));
    VisionTransformer encoder = new VisionTransformer(g, config, "");
    Value embedded = encoder.embedPatches(image);
    Value output = name.equals("tokens") ? encoder.encode(embedded) : encoder.summarize(embedded);
    try (GraphRunner runner = new GraphRunner(new OnnxModel(g.graph()).output(name, output))) {
      assertOutput(name, feedImage(runner.feed(run.encoder()), golden).run(), golden);
    }
  }

  @Test
  void theImportedSegmenterIsExportedAndGivesPyTorchsLogits() throws Exception {
    Golden golden = Golden.small();

    ImportedModel model =
        new WeightImport(golden.file("segmentation.pth")).heads(3).run(folder.resolve("run"));

    assertThat(model.kind()).isEqualTo(ModelKind.SEGMENTATION);
    assertThat(model.sizes()).isEqualTo(golden.config());
    Path onnx = folder.resolve("pets.onnx");
    TrainedRun.open(folder.resolve("run")).segmenter().export(onnx);
    try (GraphRunner runner = new GraphRunner(Files.readAllBytes(onnx))) {
      assertOutput("logits", feedImage(runner, golden).run(), golden);
    }
  }

  @Test
  void theSmallEncoderIsExportedWithThePyTorchFilesBits() throws IOException {
    Golden golden = Golden.small();
    Path out = folder.resolve("out.safetensors");
    new WeightImport(golden.file("encoder.pth")).heads(3).run(folder.resolve("run"));
    RunDirectory run = RunDirectory.open(folder.resolve("run"));

    WeightExport.write(run, WeightExport.whole(run), out);

    ParameterSet expected = Safetensors.read(golden.file("encoder.safetensors")).parameters();
    ParameterSet written = Safetensors.read(out).parameters();
    assertThat(written.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (String name : expected.names()) {
      assertThat(Safetensors.read(out).bytes(name))
          .as(name)
          .isEqualTo(Safetensors.read(golden.file("encoder.safetensors")).bytes(name));
      assertThat(written.get(name).shape()).isEqualTo(expected.get(name).shape());
    }
  }

  private static GraphRunner feedImage(GraphRunner runner, Golden golden) throws Exception {
    Parameter image = golden.value("image");
    return runner.feed("image", image.values(), image.shape());
  }

  private static void assertOutput(String name, GraphRunner.Outputs outputs, Golden golden)
      throws IOException {
    Tolerance.assertWithin(name, TOLERANCE, outputs.get(name), golden.value(name).values());
  }
}
