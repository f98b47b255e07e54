package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same photographs as Python's reference code read and resized them. */
class GoldenImagesTest {
  private static final Path SHARED = Path.of(System.getProperty("vinyl.shared", "../../shared"));

  /** The JPEG decoder and NEAREST give the reference's levels without exception. */
  @ParameterizedTest
  @CsvSource({"viny, 128", "small, 32"})
  void imagesAndLabelsAreTheReferences(String model, int size) throws IOException {
    Path golden = SHARED.resolve("golden").resolve(model);
    Path pets = SHARED.resolve("data/pets");
    assumeTrue(
        Files.isDirectory(golden) && Files.isDirectory(pets),
        "skipped: the golden values and pets are not in " + SHARED.toAbsolutePath().normalize());
    Preprocessor preprocessor =
        new Preprocessor(PreprocessSpec.unitRange(size, Interpolation.NEAREST));
    List<String> ids = ids(golden.resolve("golden.json"));
    FloatBuffer images = FloatBuffer.allocate(ids.size() * 3 * size * size);
    LongBuffer labels = LongBuffer.allocate(ids.size() * size * size);

    for (int i = 0; i < ids.size(); i++) {
      RgbImage image = new ImageDecoder().decode(pets.resolve("images/" + ids.get(i) + ".jpg"));
      preprocessor.preprocess(image, images, i * 3 * size * size);
      Path trimap = pets.resolve("annotations/trimaps/" + ids.get(i) + ".png");
      byte[] values =
          Resizing.resizeNearest(ImageFiles.readIndexedOrGreyPng(trimap), size, size).classes();
      for (byte value : values) {
        labels.put(value - 1L);
      }
    }

    Path file = golden.resolve("golden.safetensors");
    float[] expected = new float[images.capacity()];
    tensor(file, "image").asFloatBuffer().get(expected);
    float largestDifference = 0;
    for (int i = 0; i < expected.length; i++) {
      largestDifference = Math.max(largestDifference, Math.abs(images.get(i) - expected[i]));
    }
    assertThat(largestDifference).isLessThan(2e-7f); // a level is 4e-3
    long[] expectedLabels = new long[labels.capacity()];
    tensor(file, "label").asLongBuffer().get(expectedLabels);
    assertThat(labels.array()).isEqualTo(expectedLabels);
  }

  private static List<String> ids(Path json) throws IOException {
    Matcher images =
        Pattern.compile("\"images\":\\s*\\[(.*?)]", Pattern.DOTALL).matcher(Files.readString(json));
    assertThat(images.find()).isTrue();
    return Pattern.compile("\"([^\"]+)\"")
        .matcher(images.group(1))
        .results()
        .map(id -> id.group(1))
        .toList();
  }

  /** safetensors: the header's length in 8 bytes, a JSON header, the data. */
  private static ByteBuffer tensor(Path file, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = Math.toIntExact(buffer.getLong(0));
    String header = new String(bytes, 8, headerBytes, StandardCharsets.UTF_8);
    Matcher offsets =
        Pattern.compile("\"" + name + "\":\\s*\\{[^}]*\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)]")
            .matcher(header);
    assertThat(offsets.find()).as(name).isTrue();
    int from = Integer.parseInt(offsets.group(1));
    int to = Integer.parseInt(offsets.group(2));
    return buffer.slice(8 + headerBytes + from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }
}
