package dev.vinyl.evaluation.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareEncodersTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/vinyl/evaluation/example/CompareEncoders.java");
  private static final VitConfig TINY = new VitConfig(64, 16, 16, 1, 2, 8, 32);

  @TempDir private Path folder;

  @Test
  void theProgramOfTheReadmeWritesAReport() throws IOException {
    Path data = folder.resolve("pets");
    SyntheticPets.write(data, SyntheticPets.Spec.of(10, 1));
    Path out = folder.resolve("geometry");

    CompareEncoders.main(
        new String[] {
          data.toString(),
          out.toString(),
          untrained("a", 1).toString(),
          untrained("b", 2).toString()
        });

    assertThat(Files.readString(out.resolve("geometry.json"))).contains("\"a\"", "\"b\"");
    assertThat(Files.readString(out.resolve("report.html"))).contains("Geometry of patch tokens");
    assertThat(out.resolve("features")).isDirectoryContaining("glob:**2-b.arrow");
  }

  private Path untrained(String name, int seed) throws IOException {
    ParameterSet weights =
        TrainingArtifacts.initialParameters(new EncoderDecoder(TINY, new SegmentationHead(3)), seed)
            .withoutPrefix("encoder.")
            .renamed(parameter -> "encoder." + parameter);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.FEATURES,
            PreprocessSpec.unitRange(TINY.imageWidth(), Interpolation.NEAREST),
            List.of(),
            TINY.patchSize(),
            Map.of());
    Path file = folder.resolve(name + ".onnx");
    new ModelExporter(InferenceModel.features(TINY, false), weights, metadata).export(file);
    return file;
  }

  @Test
  void theReadmeShowsItAsItIs() throws IOException {
    String source = Files.readString(SOURCE);
    String program = source.substring(source.indexOf("final class"));
    assertThat(Files.readString(Path.of("README.md"))).contains(program.strip());
  }
}
