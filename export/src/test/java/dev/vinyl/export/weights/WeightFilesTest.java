package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("weights"); // no ending: the content decides
  }

  @Test
  void readsBothKindsByTheirContent() throws IOException {
    ParameterSet one =
        ParameterSet.of(List.of(new Parameter("w", new long[] {2}, new float[] {1, 2})));
    Safetensors.write(one, Map.of("stage", "finetune"), file);
    WeightFiles.Content safetensors = WeightFiles.read(file);
    assertThat(safetensors.parameters().get("w").values()).containsExactly(1, 2);
    assertThat(safetensors.metadata()).isEqualTo(Map.of("stage", "finetune"));

    PickleBytes pickle = new PickleBytes().raw('}', '(').text("epoch").raw('K', 7);
    pickle.text("model").raw('}').text("w").vector("FloatStorage", "0", 2).raw('s', 'u');
    new TorchBytes(pickle.stop()).floats("0", 3, 4).write(file);
    WeightFiles.Content torch = WeightFiles.read(file);
    assertThat(torch.parameters().get("w").values()).containsExactly(3, 4);
    assertThat(torch.metadata()).isEqualTo(Map.of("epoch", "7"));
  }

  @Test
  void saysWhatToDoWithFilesOfOldPyTorch() throws IOException {
    // the number that torch.save began with before it wrote zips, as a pickle of protocol 2
    int[] magic = {0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    byte[] old = new byte[100];
    for (int i = 0; i < magic.length; i++) {
      old[i] = (byte) magic[i];
    }
    Files.write(file, old);
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(
            file
                + ": is of PyTorch's old format; load it and save it again with PyTorch 1.6 or"
                + " newer, in its zip format");
    byte[] tar = new byte[512];
    Arrays.fill(tar, 0, 8, (byte) 'x');
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Files.write(file, tar);
    assertThatThrownBy(() -> WeightFiles.read(file)).hasMessageContaining("PyTorch's old format");
  }

  @Test
  void widensShorterFloatsInSafetensors() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[1,1],\"data_offsets\":[4,6]}}",
        new byte[] {0x55, 0x35, 0, (byte) 0xc0, 0x49, (byte) 0xc0});
    ParameterSet read = WeightFiles.read(file).parameters();
    assertThat(read.get("half").values()).containsExactly(1365f / 4096, -2);
    assertThat(read.get("brain").values()).containsExactly(-3.140625f);
    assertThat(read.get("brain").shape()).containsExactly(1, 1);
  }

  @Test
  void namesWhatIsNoFileOfWeights() throws IOException {
    assertThatThrownBy(() -> WeightFiles.read(file)).hasMessage(file + ": no such file");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": not a safetensors file");
    assertThatThrownBy(() -> WeightFiles.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(folder + ": ");
  }
}
