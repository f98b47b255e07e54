package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch 1.13 wrote. */
class PyTorchGoldenTest {
  @TempDir Path folder;

  @Test
  void bothFormatsOfTheSmallEncoderHoldTheSameBits() throws IOException {
    Golden golden = Golden.small();
    Safetensors expected = Safetensors.read(golden.file("encoder.safetensors"));
    ParameterSet read = WeightFiles.read(golden.file("encoder.pth")).parameters();

    assertThat(read.names()).containsExactlyInAnyOrderElementsOf(expected.parameters().names());
    assertSameBits(read, expected);
  }

  @Test
  void theSmallEncoderComesOutAsSafetensorsWithTheSameBits() throws IOException {
    Golden golden = Golden.small();
    Path copy = folder.resolve("copy.safetensors");
    ParameterSet read = PyTorchCheckpoint.read(golden.file("encoder.pth")).parameters();
    Safetensors.write(read, Map.of(), copy);

    assertSameBits(
        Safetensors.read(copy).parameters(), Safetensors.read(golden.file("encoder.safetensors")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "viny"})
  void everyParameterOfTheEncoderIsThere(String model) throws IOException {
    Golden golden = Golden.of(model);
    ParameterSet read = PyTorchCheckpoint.read(golden.file("encoder.pth")).parameters();

    assertThat(read.valueCount()).isEqualTo(golden.json().get("parameters").longValue());
    // the golden values read the same storages, in their order and by nothing but their numbers
    for (Parameter expected : golden.encoderWeights()) {
      Parameter parameter = read.get(expected.name().substring("encoder.".length()));
      assertThat(parameter.shape()).as(expected.name()).isEqualTo(expected.shape());
      assertThat(parameter.values()).as(expected.name()).isEqualTo(expected.values());
    }
  }

  @Test
  void theSegmentationFileHasTheHeadBesideTheEncoder() throws IOException {
    Golden golden = Golden.small();
    PyTorchCheckpoint file = PyTorchCheckpoint.read(golden.file("segmentation.pth"));

    assertThat(file.shape("mlp.weight")).containsExactly(192, 24);
    for (Parameter expected : golden.segmentationWeights()) {
      assertThat(file.parameter(expected.name()).values())
          .as(expected.name())
          .isEqualTo(expected.values());
    }
  }

  private static void assertSameBits(ParameterSet read, Safetensors expected) throws IOException {
    for (Parameter parameter : expected.parameters()) {
      Parameter other = read.get(parameter.name());
      assertThat(other.shape()).as(parameter.name()).isEqualTo(parameter.shape());
      assertThat(bits(other)).as(parameter.name()).isEqualTo(bits(parameter));
    }
  }

  private static int[] bits(Parameter parameter) {
    int[] bits = new int[parameter.values().length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(parameter.values()[i]);
    }
    return bits;
  }
}
