package dev.vinyl.evaluation.internal.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
  @Test
  void leavesOutFolderAndEnding() {
    assertThat(ShortNames.of(List.of("runs/a/pets.onnx", "C:\\models\\cats.v2.onnx", ".onnx")))
        .containsExactly("pets", "cats.v2", ".onnx");
  }

  @Test
  void keepsThePathsOfFilesOfOneName() {
    assertThat(ShortNames.of(List.of("a/pets.onnx", "b/pets.onnx", "cats.onnx")))
        .containsExactly("a/pets.onnx", "b/pets.onnx", "cats");
  }

  @Test
  void countsWhatComesTwice() {
    assertThat(ShortNames.of(List.of("a.onnx", "a.onnx", "a.onnx")))
        .containsExactly("a.onnx", "a.onnx (2)", "a.onnx (3)");
  }
}
