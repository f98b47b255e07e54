package dev.vinyl.export.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README shows code that is compiled. */
class ReadmeTest {
  private static final Path MAIN = Path.of("src/main/java/dev/vinyl/export");
  private static final Path TEST = Path.of("src/test/java/dev/vinyl/export");

  @Test
  void headIsTheOneThatIsTrained() throws IOException {
    String head = Files.readString(TEST.resolve("example/RegressionHead.java"));
    int start = head.indexOf("  @Override\n  public Value decode(");
    int end = head.indexOf("\n\n  @Override\n  public Map<String, Value> outputs(");

    assertThat(readme()).contains("```java\n" + head.substring(start, end) + "\n```");
  }

  /** Its layout apart, which google-java-format chooses. */
  @Test
  void operatorAndRuleAreThoseOfTheSources() throws IOException {
    List<String> shown =
        readme()
            .lines()
            .dropWhile(line -> !line.equals("## Add an operator with its gradient"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.contains(" // "))
            .toList();

    assertThat(shown).hasSize(3);
    for (String line : shown) {
      String code = line.substring(0, line.indexOf(" // "));
      Path file =
          switch (line.substring(line.indexOf(" // ") + 4)) {
            case "GraphBuilder" -> MAIN.resolve("graph/GraphBuilder.java");
            case "Rules" -> MAIN.resolve("internal/autodiff/Rules.java");
            default -> TEST.resolve("internal/autodiff/GradientRulesTest.java");
          };
      assertThat(withoutSpaces(Files.readString(file))).contains(withoutSpaces(code));
    }
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  private static String withoutSpaces(String code) {
    return code.replaceAll("\\s", "");
  }
}
