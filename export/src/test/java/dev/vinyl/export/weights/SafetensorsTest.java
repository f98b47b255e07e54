package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void writesTheFormatByteForByte() throws IOException {
    Path file = folder.resolve("a.safetensors");
    ParameterSet parameters =
        ParameterSet.of(
            List.of(
                new Parameter("w", new long[] {1, 2}, new float[] {1f, -2f}),
                new Parameter("b", new long[0], new float[] {0.5f})));

    Safetensors.write(parameters, Map.of("k", "v"), file);

    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    // 1, -2 and 0.5 as IEEE 754 says
    expected.putInt(0x3f800000).putInt(0xc0000000).putInt(0x3f000000);
    assertThat(file).hasBinaryContent(expected.array());
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    float[] many = new float[50_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = Float.intBitsToFloat(i * 0x9e3779b9);
    }
    many[7] = Float.intBitsToFloat(0x7fc01234); // a NaN with a payload
    ParameterSet parameters =
        ParameterSet.of(
            List.of(
                new Parameter("z", new long[] {100, 500}, many),
                new Parameter("empty", new long[] {3, 0}, new float[0]),
                new Parameter("a \"ü\n", new long[0], new float[] {-0f})));
    Path file = folder.resolve("a.safetensors");

    Safetensors.write(parameters, Map.of(), file);
    Safetensors read = Safetensors.read(file);

    assertThat(read.metadata()).isEmpty();
    ParameterSet back = read.parameters();
    assertThat(back.names()).containsExactly("z", "empty", "a \"ü\n");
    assertThat(back.get("z").shape()).containsExactly(100, 500);
    assertThat(bits(back.get("z"))).isEqualTo(bits(parameters.get("z")));
    assertThat(back.get("empty").shape()).containsExactly(3, 0);
    assertThat(bits(back.get("a \"ü\n"))).containsExactly(0x80000000);
  }

  @Test
  void bytesDependOnlyOnTheContent() throws IOException {
    ParameterSet parameters =
        ParameterSet.of(List.of(new Parameter("w", new long[] {1}, new float[] {1f})));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("b", "2");
    metadata.put("a", "1");
    Map<String, String> otherOrder = new LinkedHashMap<>();
    otherOrder.put("a", "1");
    otherOrder.put("b", "2");
    Safetensors.write(parameters, metadata, folder.resolve("1"));
    Safetensors.write(parameters, otherOrder, folder.resolve("2"));
    assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
    assertThat(Safetensors.read(folder.resolve("1")).metadata()).isEqualTo(metadata);
  }

  @Test
  void readsOtherTypes() throws IOException {
    Path file =
        SafetensorsBytes.file(
            folder.resolve("mixed"),
            "{\"label\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                + "\"image\":{\"shape\":[3],\"data_offsets\":[16,19],\"dtype\":\"U8\"}}",
            new byte[] {2, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, (byte) 200, 7});
    Safetensors read = Safetensors.read(file);

    assertThat(read.longs("label")).containsExactly(2, -1);
    ByteBuffer image = read.bytes("image");
    assertThat(image.remaining()).isEqualTo(3);
    assertThat(image.get(1) & 0xff).isEqualTo(200);
    assertThat(read.tensors())
        .containsExactly(
            new TensorInfo("label", Dtype.I64, List.of(2L), 0, 16),
            new TensorInfo("image", Dtype.U8, List.of(3L), 16, 19));
    assertThat(read.tensor("label").elementCount()).isEqualTo(2);
  }

  @Test
  void ordersTensorsByTheirPlaceInTheFile() throws IOException {
    Path file =
        SafetensorsBytes.file(
            folder.resolve("swapped"),
            "{\"second\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                + "\"first\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    ParameterSet read = Safetensors.read(file).parameters();
    assertThat(read.names()).containsExactly("first", "second");
    assertThat(read.get("first").values()).containsExactly(1f);
    assertThat(read.get("second").values()).containsExactly(2f);
  }

  @Test
  void choosesParametersByName() throws IOException {
    Path file =
        SafetensorsBytes.file(
            folder.resolve("mixed"),
            "{\"encoder.w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"label\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}}",
            new byte[] {0, 0, (byte) 0x80, 0x3f, 9});
    Safetensors read = Safetensors.read(file);
    assertThat(read.parameters(name -> name.startsWith("encoder.")).names())
        .containsExactly("encoder.w");
    assertThatThrownBy(read::parameters)
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": tensor label holds U8, and F64, F32, F16 or BF16 is needed");
    assertThatThrownBy(() -> read.longs("label"))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": tensor label holds U8, and I64 is needed");
    assertThatThrownBy(() -> read.floats("decoder.w"))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": has no tensor decoder.w");
  }

  @Test
  void refusesAParameterWithTheNameOfTheMetadata() {
    ParameterSet parameters =
        ParameterSet.of(List.of(new Parameter("__metadata__", new long[] {1}, new float[1])));
    Path file = folder.resolve("a");
    assertThatThrownBy(() -> Safetensors.write(parameters, Map.of(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("__metadata__");
    assertThat(file).doesNotExist();
  }

  @Test
  void noticesAFileThatShrinksAfterItsHeaderWasRead() throws IOException {
    Path file = folder.resolve("a");
    Safetensors.write(
        ParameterSet.of(List.of(new Parameter("w", new long[] {1}, new float[1]))), Map.of(), file);
    Safetensors read = Safetensors.read(file);
    Files.write(file, new byte[20]);
    assertThatThrownBy(read::parameters)
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": became shorter while it was read; tensor w");
  }

  private static int[] bits(Parameter parameter) {
    float[] values = parameter.values();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
