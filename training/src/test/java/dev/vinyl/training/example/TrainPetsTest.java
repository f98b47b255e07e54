package dev.vinyl.training.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.layout.SyntheticPets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainPetsTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/vinyl/training/example/TrainPets.java");

  @TempDir private Path folder;

  @Test
  void theProgramOfTheReadmeTrains() throws IOException {
    Path data = folder.resolve("pets");
    Path run = folder.resolve("run");
    SyntheticPets.write(data, SyntheticPets.Spec.of(16, 1));

    TrainPets.main(
        new String[] {
          data.toString(),
          run.toString(),
          "model={preset: micro, depth: 1}",
          "epochs=2",
          "batchSize=6"
        });

    assertThat(run.resolve("encoder.safetensors")).isNotEmptyFile();
  }

  @Test
  void theReadmeShowsItAsItIs() throws IOException {
    String source = Files.readString(SOURCE);
    String program = source.substring(source.indexOf("final class"));

    assertThat(Files.readString(Path.of("README.md"))).contains(program.strip());
  }
}
