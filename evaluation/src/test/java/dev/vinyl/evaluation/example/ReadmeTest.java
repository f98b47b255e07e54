package dev.vinyl.evaluation.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README shows code that is compiled. */
class ReadmeTest {
  private static final Path FOLDER = Path.of("src/test/java/dev/vinyl/evaluation/example");

  @ParameterizedTest
  @ValueSource(strings = {"EvaluatePets", "AreaError"})
  void programsAreThoseOfTheSources(String name) throws IOException {
    String source = Files.readString(FOLDER.resolve(name + ".java"));
    String program = source.substring(source.indexOf("*/\n") + 3);

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + program + "```");
  }
}
