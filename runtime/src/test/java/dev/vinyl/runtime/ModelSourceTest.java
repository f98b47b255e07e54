package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are no files. */
class ModelSourceTest {
  private static final String DESCRIPTION =
      """
      input: {height: 12, width: 16, scale: 0.003921569}
      classes: [a, b, c]
      """;

  @TempDir Path folder;

  private byte[] onnx;
  private byte[] foreign;

  @BeforeEach
  void write() throws IOException {
    onnx = Files.readAllBytes(new TinyModel().write(folder.resolve("tiny.onnx")));
    foreign =
        Files.readAllBytes(new TinyModel().withoutMetadata().write(folder.resolve("foreign.onnx")));
  }

  /** Several images at once, so that two workers open the model for one core too. */
  @Test
  void bytesAndStreamsAnswerAsTheFileDoes() throws IOException {
    List<String> expected = answers(ModelSource.of(folder.resolve("tiny.onnx")));

    assertThat(answers(ModelSource.of(onnx))).isEqualTo(expected);
    assertThat(answers(ModelSource.of(new ByteArrayInputStream(onnx)))).isEqualTo(expected);
    assertThat(expected).hasSize(40).contains("{red=0.0, green=1.0, blue=0.0}");
  }

  @Test
  void aModelOfOtherPeopleIsRunAsItsDescriptionSays() throws IOException {
    Path yaml = Files.writeString(folder.resolve("other.yaml"), DESCRIPTION);
    ModelSource source = ModelSource.of(foreign).describedBy(ModelDescription.read(yaml));

    assertThat(answers(source)).contains("{a=0.0, b=1.0, c=0.0}");
    assertThatThrownBy(() -> Segmenter.open(ModelSource.of(foreign).named("tenant 17")))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("tenant 17: this is no Vinyl model");
  }

  @Test
  void resourcesAreFoundWithTheDescriptionBesideThem() throws Exception {
    Path root = Files.createDirectories(classes().resolve("model-source-test"));
    try {
      Files.write(root.resolve("tiny.onnx"), onnx);
      Files.write(root.resolve("foreign.onnx"), foreign);
      Files.writeString(root.resolve("foreign.yaml"), DESCRIPTION);

      assertThat(answers(resource("tiny.onnx"))).contains("{red=0.0, green=1.0, blue=0.0}");
      assertThat(answers(resource("foreign.onnx"))).contains("{a=0.0, b=1.0, c=0.0}");
      Files.writeString(root.resolve("foreign.yaml"), "classes: [a]");
      assertThatThrownBy(() -> Segmenter.open(resource("foreign.onnx")))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith("resource /model-source-test/foreign.yaml: ");
      assertThatThrownBy(() -> Segmenter.open(resource("gone.onnx")))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "resource /model-source-test/gone.onnx: there is no such resource; check its path and"
                  + " that it is packed");
    } finally {
      try (Stream<Path> files = Files.list(root)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(root);
    }
  }

  @Test
  void bytesThatAreNoModelAreRefusedByTheirName() {
    assertThatThrownBy(() -> Segmenter.open(ModelSource.of(new byte[] {1, 2, 3})))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model of 3 bytes: ");
  }

  private static ModelSource resource(String name) {
    return ModelSource.ofResource(ModelSourceTest.class, "/model-source-test/" + name);
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        ModelSourceTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<String> answers(ModelSource source) throws ModelException {
    byte[] green = new byte[3 * 16 * 12];
    for (int i = 1; i < green.length; i += 3) {
      green[i] = (byte) 200;
    }
    ImageSource image = ImageSource.of(new RgbImage(16, 12, green));
    try (Segmenter segmenter = Segmenter.open(source, SegmenterOptions.defaults().withThreads(2))) {
      return segmenter
          .segmentAll(Stream.generate(() -> image).limit(40))
          .map(ModelSourceTest::fractions)
          .toList();
    }
  }

  private static String fractions(SegmentedImage answer) {
    try {
      return answer.segmentation().fractions().toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
