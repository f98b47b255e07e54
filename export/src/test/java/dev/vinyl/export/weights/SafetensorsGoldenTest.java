package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by PyTorch's side. */
class SafetensorsGoldenTest {
  @TempDir Path folder;
  private Path golden;

  @BeforeEach
  void findGoldenFiles() {
    golden = Path.of(System.getProperty("vinyl.shared", "../shared"), "golden", "small");
    Assumptions.assumeTrue(
        Files.isDirectory(golden), () -> "skipped: the golden values are not at " + golden);
  }

  @Test
  void readsEveryWeightOfTheSmallEncoder() throws IOException {
    ParameterSet encoder = Safetensors.read(golden.resolve("encoder.safetensors")).parameters();
    // One token more than the (32 / 8)^2 patches: the class token.
    assertThat(encoder.get("pos_embedding").shape()).containsExactly(1, 17, 24);
    assertThat(encoder.get("cls_token").shape()).containsExactly(1, 1, 24);
    for (Parameter parameter : encoder) {
      for (float value : parameter.values()) {
        assertThat(value).as(parameter.name()).isBetween(-10f, 10f);
      }
    }
  }

  @Test
  void readsImagesLabelsAndGradients() throws IOException {
    Safetensors file = Safetensors.read(golden.resolve("golden.safetensors"));
    assertThat(file.parameter("image").shape()).containsExactly(4, 3, 32, 32);
    assertThat(file.floats("image")).hasSize(4 * 3 * 32 * 32);
    for (float value : file.floats("image")) {
      assertThat(value).isBetween(0f, 1f);
    }
    assertThat(file.longs("label")).hasSize(4 * 32 * 32).containsOnly(0, 1, 2);
    assertThat(file.tensor("geometry_image").dtype()).isEqualTo(Dtype.U8);
    assertThat(file.bytes("geometry_image").remaining()).isEqualTo(100 * 3 * 32 * 32);
    assertThat(file.parameters(name -> name.startsWith("segmentation.grad.")).size())
        .isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder.safetensors", "golden.safetensors"})
  void writesTheSameValuesBack(String name) throws IOException {
    Safetensors file = Safetensors.read(golden.resolve(name));
    ParameterSet original = file.parameters(tensor -> isFloat(file, tensor));
    Path copy = folder.resolve("copy.safetensors");

    Safetensors.write(original, Map.of(), copy);
    Safetensors back = Safetensors.read(copy);

    assertThat(back.parameters().names()).containsExactlyElementsOf(original.names());
    for (Parameter parameter : original) {
      assertThat(back.parameter(parameter.name()).shape()).isEqualTo(parameter.shape());
      assertThat(back.bytes(parameter.name())).isEqualTo(file.bytes(parameter.name()));
    }
  }

  private static boolean isFloat(Safetensors file, String name) {
    return file.tensors().stream()
        .anyMatch(tensor -> tensor.name().equals(name) && tensor.dtype() == Dtype.F32);
  }
}
