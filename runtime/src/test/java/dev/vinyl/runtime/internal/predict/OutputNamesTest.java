package dev.vinyl.runtime.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OutputNamesTest {

  @Test
  void dropFolderAndEnding() {
    assertThat(names("a/cat.jpg", "dog.tar.png", ".hidden", "plain"))
        .containsExactly("cat", "dog.tar", ".hidden", "plain");
  }

  @Test
  void namesakesAreNumberedInOrder() {
    assertThat(names("a/cat.jpg", "b/cat.jpg", "cat.png")).containsExactly("cat", "cat-2", "cat-3");
  }

  @Test
  void numberNeverHitsANameThatIsThereAlready() {
    assertThat(names("cat-2.jpg", "cat.jpg", "cat.png")).containsExactly("cat-2", "cat", "cat-3");
    assertThat(names("cat.jpg", "cat.png", "cat-2.jpg")).containsExactly("cat", "cat-2", "cat-2-2");
  }

  @Test
  void namesThatDifferInCaseOnlyAreNamesakes() {
    assertThat(names("Cat.jpg", "cat.jpg")).containsExactly("Cat", "cat-2");
  }

  private static List<String> names(String... files) {
    return OutputNames.of(Stream.of(files).map(Path::of).toList());
  }
}
