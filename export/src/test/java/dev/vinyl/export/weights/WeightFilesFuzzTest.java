package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is read or refused in one line that names it. */
class WeightFilesFuzzTest {
  @TempDir static Path folder;

  static Stream<byte[]> seeds() {
    byte[] header =
        ("{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1],"
                + "\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"BF16\",\"shape\":[2,1],"
                + "\"data_offsets\":[4,8]}}")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer safetensors = ByteBuffer.allocate(16 + header.length);
    safetensors.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    byte[] pickle = new PickleBytes().vector("FloatStorage", "0", 1).stop();
    byte[] torch = new TorchBytes(pickle).floats("0", 1).toBytes();
    return Stream.of(safetensors.array(), torch);
  }

  @Tag("fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxExecutions = 5_000)
  void inEveryBuild(byte[] content) throws IOException {
    read(content);
  }

  @Tag("long-fuzz")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void forMinutes(byte[] content) throws IOException {
    read(content);
  }

  private static void read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("weights"), content);
    try {
      for (Parameter parameter : WeightFiles.read(file).parameters()) {
        assertThat(parameter.values().length * Short.BYTES).isLessThanOrEqualTo(content.length * 4);
      }
    } catch (WeightFileException e) {
      assertThat(e).message().startsWith(file + ": ").hasLineCount(1);
    }
  }
}
