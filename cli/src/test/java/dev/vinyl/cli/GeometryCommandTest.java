package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code features} and {@code geometry} on a tiny encoder, and what they refuse. */
final class GeometryCommandTest {
  @TempDir static Path folder;
  private static Workspace pets;
  private static String encoder;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
    encoder = folder.resolve("encoder.onnx").toString();
    CommandLineFixture exported =
        vinyl(
            "export",
            "--from",
            pets.run().toString(),
            "--task",
            "features",
            "--layers",
            "--out",
            encoder);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
  }

  @Test
  void filesOfFeaturesGiveWhatTheModelGives() throws IOException {
    String file = folder.resolve("encoder.arrow").toString();
    CommandLineFixture features =
        vinyl("features", "--model", encoder, "--data", pets.data().toString(), "--out", file);
    assertThat(features.exitCode()).as(features.err()).isZero();
    assertThat(features.out()).startsWith(file + ": 16 images of ").endsWith(", 0 skipped\n");

    Path out = folder.resolve("out");
    JsonNode ofFile = vinyl("geometry", file, "--json").json();
    CommandLineFixture ofModel =
        vinyl(
            "geometry",
            "--model",
            encoder,
            "--data",
            pets.data().toString(),
            "--out",
            out.toString(),
            "--json");
    assertThat(ofModel.json()).isEqualTo(ofFile);
    assertThat(Files.readString(out.resolve("geometry.json"))).isEqualTo(ofModel.out());
    assertThat(ofFile.at("/encoders/0/modelHash").asText()).isEqualTo(Sha256.hex(Path.of(encoder)));
    assertThat(Files.readString(out.resolve("report.html")))
        .contains(
            "Geometry of patch tokens",
            "Similarity map, encoder, foreground",
            "vinyl geometry --model");
    assertThat(ofFile.at("/encoders/0/name").asText()).isEqualTo("encoder");
    assertThat(ofFile.at("/encoders/0/withinImageVariance").isNumber()).isTrue();
    assertThat(ofFile.at("/encoders/0/probe/heldOut").isNumber()).isTrue();
    assertThat(ofFile.at("/cka/0/0").asDouble()).isEqualTo(1);
    assertThat(vinyl("geometry", file).out()).contains("effective rank", "probe accuracy");
  }

  @Test
  void layersAreEncodersOfTheirOwn() throws IOException {
    String file = folder.resolve("layers.arrow").toString();
    assertThat(
            vinyl(
                    "features",
                    "--model",
                    encoder,
                    "--data",
                    pets.data().toString(),
                    "--out",
                    file,
                    "--layers",
                    "--float16")
                .exitCode())
        .isZero();
    JsonNode json = vinyl("geometry", file, "--layers", "--json").json();
    assertThat(json.at("/encoders/1/name").asText()).isEqualTo("layers/layer_01");
    assertThat(json.at("/cka/1/0").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void segmentsByFrozenTokens() throws IOException {
    String data = pets.data().toString();
    String file = folder.resolve("probed.arrow").toString();
    vinyl("features", "--model", encoder, "--data", data, "--out", file);

    JsonNode withMasks =
        vinyl("geometry", file, "--data", data, "--probe", "knn,linear", "--json").json();
    JsonNode probes = withMasks.at("/encoders/0/probe");
    assertThat(probes.at("/knn/patchMiou").asDouble()).isBetween(0.0, 1.0);
    assertThat(probes.at("/knn/pixelMiou").asDouble()).isBetween(0.0, 1.0);
    assertThat(probes.at("/linear/pixelMiou").isNumber()).isTrue();
    assertThat(probes.at("/knn/patchIou/pet").isNumber()).isTrue();
    assertThat(probes.at("/knn/testSplit").asText()).isEqualTo("test");
    int images = probes.at("/knn/trainingImages").asInt() + probes.at("/knn/testImages").asInt();
    assertThat(images).isEqualTo(16);
    assertThat(withMasks.at("/encoders/0/intervals/probe/linear/patchMiou")).hasSize(2);
    assertThat(
            vinyl("geometry", "--model", encoder, "--data", data, "--probe", "linear,knn", "--json")
                .json()
                .at("/encoders/0/probe"))
        .isEqualTo(probes);

    JsonNode withoutMasks = vinyl("geometry", file, "--probe", "knn", "--json").json();
    assertThat(withoutMasks.at("/encoders/0/probe/knn/patchMiou"))
        .isEqualTo(probes.at("/knn/patchMiou"));
    assertThat(withoutMasks.at("/encoders/0/probe/knn/pixelMiou").isNull()).isTrue();
    assertThat(withoutMasks.at("/encoders/0/probe").has("linear")).isFalse();
    assertThat(vinyl("geometry", file, "--probe", "knn").out())
        .contains("k nearest neighbours, patch mIoU", "outlier tokens, share by norm");
  }

  @Test
  void whatAProbeCannotLearnFromIsOneLine() {
    String data = pets.data().toString();
    vinyl("geometry", "--model", encoder, "--data", data, "--split", "train", "--probe", "knn")
        .assertFailure(1, "all are of [train]; take all splits, without --split");
    String images = pets.data().resolve("images").toString();
    vinyl("geometry", "--model", encoder, "--data", images, "--probe", "knn")
        .assertFailure(1, "its images have no masks, which --probe needs");
    vinyl("geometry", "--model", encoder, "--data", data, "--probe", "svm")
        .assertFailure(2, "expected one of knn, linear but was 'svm'");
  }

  @Test
  void takesTheSplitThatIsAskedFor() throws IOException {
    String file = folder.resolve("test.arrow").toString();
    CommandLineFixture features =
        vinyl(
            "features",
            "--model",
            encoder,
            "--data",
            pets.data().toString(),
            "--split",
            "test",
            "--out",
            file,
            "--json");
    List<String> test = Files.readAllLines(pets.data().resolve("annotations/test.txt"));

    assertThat(features.json().at("/images").asInt()).isEqualTo(test.size());
    vinyl(
            "geometry",
            "--model",
            encoder,
            "--data",
            pets.data().resolve("images").toString(),
            "--split",
            "test")
        .assertFailure(2, "leave out --split");
    vinyl("geometry", file, "--split", "test").assertFailure(2, "--split needs --model");
  }

  @Test
  void imagesThatCannotBeReadAreListed() throws IOException {
    Path images = Files.createDirectory(folder.resolve("some"));
    try (Stream<Path> all = Files.list(pets.data().resolve("images"))) {
      for (Path image : all.sorted().limit(3).toList()) {
        Files.copy(image, images.resolve(image.getFileName()));
      }
    }
    Files.writeString(images.resolve("broken.jpg"), "no image");

    JsonNode json =
        vinyl("geometry", "--model", encoder, "--data", images.toString(), "--json").json();

    assertThat(json.at("/encoders/0/images").asInt()).isEqualTo(3);
    assertThat(json.at("/skipped").asInt()).isEqualTo(1);
    assertThat(json.at("/skippedPictures/0/reason").asText()).contains("broken.jpg");
  }

  @Test
  void imagesWithoutMasksHaveNoProbe() throws IOException {
    CommandLineFixture found =
        vinyl(
            "geometry",
            "--model",
            encoder,
            "--data",
            pets.data().resolve("images").toString(),
            "--json");
    assertThat(found.json().at("/encoders/0/probe").isNull()).isTrue();
    assertThat(found.err()).contains("the images have no masks");
  }

  @Test
  void whatCannotBeMeasuredIsOneLine() throws IOException {
    vinyl("geometry").assertFailure(2, "--model");
    vinyl("geometry", "--model", encoder).assertFailure(2, "--data");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    vinyl("geometry", "--model", encoder, "--data", empty.toString())
        .assertFailure(1, empty.toString());
    String none = folder.resolve("none.arrow").toString();
    vinyl("geometry", none).assertFailure(1, none);
    vinyl(
            "features",
            "--model",
            pets.model().toString(),
            "--data",
            pets.data().toString(),
            "--out",
            none)
        .assertFailure(1, "gives no tokens");
    assertThat(Path.of(none)).doesNotExist();
  }

  @Test
  void encodersOfDifferentGridsAreToldBeforeAnythingIsExtracted() throws IOException {
    VitConfig config = new VitConfig(32, 8, 16, 1, 1, 16, 16);
    ParameterSet weights =
        TrainingArtifacts.initialParameters(new EncoderDecoder(config, new SegmentationHead(3)), 1)
            .withoutPrefix("encoder.")
            .renamed(name -> "encoder." + name);
    Path coarse = folder.resolve("coarse.onnx");
    new ModelExporter(
            InferenceModel.features(config, false),
            weights,
            new ModelMetadata(
                ModelTask.FEATURES,
                PreprocessSpec.unitRange(config.imageWidth(), Interpolation.NEAREST),
                List.of(),
                config.patchSize(),
                Map.of()))
        .export(coarse);
    Path out = folder.resolve("unlike");

    vinyl(
            "geometry",
            "--model",
            encoder,
            "--model",
            coarse.toString(),
            "--data",
            pets.data().toString(),
            "--out",
            out.toString())
        .assertFailure(1, "encoder has 8 x 8 patches and coarse has 4 x 4");
    assertThat(out).doesNotExist();
  }

  @Test
  void modelsRunOnTheDeviceThatIsNamed() {
    String data = pets.data().toString();
    String file = folder.resolve("device.arrow").toString();
    for (String device : List.of("cpu", "auto")) {
      assertThat(
              vinyl(
                      "features",
                      "--model",
                      encoder,
                      "--data",
                      data,
                      "--out",
                      file,
                      "--device",
                      device)
                  .exitCode())
          .isZero();
    }
    vinyl("features", "--model", encoder, "--data", data, "--out", file, "--device", "gpu")
        .assertFailure(2, "gpu");
    vinyl("geometry", "--model", encoder, "--data", data, "--device", "cuda:99")
        .assertFailure(1, "cuda:99");
  }
}
