package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  /** What embedders copy uses nothing that may change at any time. */
  @Test
  void samplesUseNoInternalType() throws IOException {
    List<Path> sources;
    try (Stream<Path> all = Files.walk(Path.of("../samples"))) {
      sources =
          all.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("src/main"))
              .toList();
    }

    assertThat(sources).hasSizeGreaterThan(5);
    for (Path source : sources) {
      assertThat(Files.readString(source)).as(source.toString()).doesNotContain(".internal.");
    }
  }
}
