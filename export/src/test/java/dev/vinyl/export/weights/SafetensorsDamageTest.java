package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file costs one line that names the file and the tensor, whatever is in it. */
class SafetensorsDamageTest {
  private static final byte[] EIGHT = new byte[8];

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("damaged.safetensors");
  }

  /** Tensor w of eight data bytes, described wrongly; the last column is what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "F32 | [3]                       | [0,8]       | needs 12 bytes",
        "F32 | [1]                       | [0,8]       | needs 4 bytes",
        "F32 | [2]                       | [0,12]      | needs 8 bytes",
        "F32 | [4]                       | [0,16]      | ends at byte 16 of the data, and the file",
        "F32 | [1]                       | [4,8]       | starts at byte 4 of the data, and nothing",
        "F32 | [2]                       | [8,0]       | has data_offsets [8, 0]",
        "F32 | [2]                       | [0,8,16]    | has 3 data_offsets instead of 2",
        "F32 | [2]                       | [-8,0]      | has a data_offsets with -8 in it",
        "F32 | [2]                       | [0,8.0]     | has a data_offsets with 8.0 in it",
        "F32 | [-1,-2]                   | [0,8]       | has a shape with -1 in it",
        "F32 | [9223372036854775808]     | [0,8]       | has a shape with 9223372036854775808 in it",
        "F32 | [4294967296,4294967296,0] | [0,0]       | has the impossible shape",
        "F32 | [2305843009213693954]     | [0,8]       | has the impossible shape",
        "F32 | 2                         | [0,8]       | has a shape that is not an array",
        "F32 | [[2]]                     | [0,8]       | has a shape with [ in it",
        "F32 | [2]                       | `null`      | has a data_offsets that is not an array",
        "X7  | [2]                       | [0,8]       | has the unknown dtype X7",
        "f32 | [2]                       | [0,8]       | has the unknown dtype f32",
      })
  void namesTheTensorAndWhatIsWrongWithIt(
      String dtype, String shape, String offsets, String problem) throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
            .formatted(dtype, shape, offsets),
        EIGHT);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": tensor w ")
        .hasMessageContaining(problem)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}",
        "{\"w\":{\"dtype\":5,\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":[]}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
        "{\"__metadata__\":{\"k\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":\"k\",\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{}",
        "[]",
        "",
        "hello",
      })
  void refusesHeadersThatDoNotDescribeTheData(String header) throws IOException {
    SafetensorsBytes.file(file, header, EIGHT);
    assertOneLine();
  }

  @Test
  void saysWhichOfTwoTensorsOverlaps() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}",
        EIGHT);
    assertThatThrownBy(() -> Safetensors.read(file))
        .hasMessage(file + ": tensor v starts at byte 2 of the data, inside another tensor");
  }

  @Test
  void saysThatANameComesTwice() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[8,8]}}",
        EIGHT);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("uplicate")
        .hasMessageContaining("w");
  }

  @Test
  void saysWhatLiesThereWhereAFileWasNeverDownloaded() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(
            file + ": is a git LFS pointer, not the file itself; run 'git lfs pull' in its folder");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001, Long.MAX_VALUE, -1, 17, 99_999_999})
  void refusesAHeaderLengthThatCannotBe(long length) throws IOException {
    SafetensorsBytes.file(file, length, new byte[8], EIGHT);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("claims a header of " + Long.toUnsignedString(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void refusesFilesTooShortForALength(int bytes) throws IOException {
    Files.write(file, new byte[bytes]);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": not a safetensors file: it has " + bytes + " bytes");
  }

  @Test
  void refusesBadUtf8AndOtherEncodings() throws IOException {
    byte[] badUtf8 = "{\"w\":1}".getBytes(StandardCharsets.UTF_8);
    badUtf8[2] = (byte) 0xff;
    SafetensorsBytes.file(file, badUtf8.length, badUtf8, EIGHT);
    assertOneLine();
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
    SafetensorsBytes.file(file, utf16.length, utf16, new byte[0]);
    assertOneLine();
  }

  @Test
  void keepsHostileNamesOnOneLine() throws IOException {
    String name = "a\\nb".repeat(1000);
    SafetensorsBytes.file(file, "{\"" + name + "\":[]}", EIGHT);
    assertOneLine();
    assertThatThrownBy(() -> Safetensors.read(file)).message().hasSizeLessThan(400);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": no such file");
  }

  @Test
  void saysThatAFolderCannotBeRead() {
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(folder + ": ");
  }

  @Test
  void acceptsSpacesAroundTheHeaderAndUnknownKeys() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"w\":{\"dtype\":\"F32\",\"new\":{\"x\":[1]},\"shape\":[2],\"data_offsets\":[0,8]}}   ",
        EIGHT);
    assertThat(Safetensors.read(file).parameters().names()).containsExactly("w");
  }

  @Test
  void survivesRandomDamage() throws IOException {
    Safetensors.write(
        ParameterSet.of(
            List.of(
                new Parameter("weight", new long[] {2, 3}, new float[6]),
                new Parameter("bias", new long[] {3}, new float[3]))),
        Map.of("stage", "finetune"),
        file);
    byte[] sound = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int round = 0; round < 1500; round++) {
      byte[] damaged = sound.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        damaged[random.nextInt(damaged.length - 36)] = (byte) random.nextInt(128);
      }
      Files.write(file, damaged);
      try {
        Safetensors.read(file).parameters();
      } catch (WeightFileException e) {
        assertThat(e).message().startsWith(file + ": ").hasLineCount(1);
      }
    }
  }

  private void assertOneLine() {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": ")
        .message()
        .hasLineCount(1);
  }
}
