package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images in windows; the tiny model's answer for a pixel is its strongest channel. */
class TiledSegmenterTest {
  @TempDir Path folder;

  private Segmenter open(Tiling tiling) throws IOException {
    return open(SegmenterOptions.defaults().withThreads(2).withTiling(tiling));
  }

  private Segmenter open(SegmenterOptions options) throws IOException {
    return Segmenter.open(new TinyModel().write(folder.resolve("tiny.onnx")), options);
  }

  private static byte[] strongestChannels(RgbImage image) {
    byte[] classes = new byte[image.width() * image.height()];
    for (int i = 0; i < classes.length; i++) {
      for (int c = 1; c < 3; c++) {
        int value = image.get(i % image.width(), i / image.width(), c);
        if (value > image.get(i % image.width(), i / image.width(), classes[i])) {
          classes[i] = (byte) c;
        }
      }
    }
    return classes;
  }

  @ParameterizedTest
  @CsvSource({"53,37,0.25", "16,12,0.25", "17,12,0", "300,13,0.5", "160,120,0.9", "33,200,0"})
  void modelThatSeesEachPixelAloneGivesExactlyItsClasses(int width, int height, double overlap)
      throws IOException {
    RgbImage image = SegmenterTest.noise(width, height, 1);
    try (Segmenter segmenter = open(Tiling.auto().withOverlap(overlap))) {
      Segmentation answer = segmenter.segment(ImageSource.of(image));

      assertThat(answer.mask().width()).isEqualTo(width);
      assertThat(answer.mask().classes()).isEqualTo(strongestChannels(image));
      assertThat(answer.modelMask().classes()).isEqualTo(answer.mask().classes());
      assertThat(answer.fractions().values().stream().mapToDouble(f -> f).sum())
          .isCloseTo(1, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "16,1", "3,12", "10,9", "64,64"})
  void imageOfOneWindowIsSegmentedAsWithoutTiling(int width, int height) throws IOException {
    RgbImage image = SegmenterTest.noise(width, height, 2);
    try (Segmenter tiled = open(Tiling.of(64, 64));
        Segmenter untiled = open(SegmenterOptions.defaults().withThreads(1))) {
      Segmentation answer = tiled.segment(ImageSource.of(image));
      Segmentation expected = untiled.segment(ImageSource.of(image));

      assertThat(answer.mask().classes()).isEqualTo(expected.mask().classes());
      assertThat(answer.confidence()).isEqualTo(expected.confidence());
    }
  }

  @Test
  void imageLowerThanAWindowIsOneWindowHigh() throws IOException {
    // every row of the input is the image's only row: resizing along the height changes nothing
    RgbImage row = SegmenterTest.noise(50, 1, 4);
    try (Segmenter segmenter = open(Tiling.auto())) {
      assertThat(segmenter.segment(ImageSource.of(row)).mask().classes())
          .isEqualTo(strongestChannels(row));
    }
  }

  @Test
  void sameForAnyNumberOfWorkersAndAnyBatch() throws IOException {
    RgbImage image = SegmenterTest.noise(211, 97, 5);
    List<Segmentation> answers = new ArrayList<>();
    for (int threads : new int[] {1, 2, 4}) {
      for (int batch : new int[] {1, 3, 64}) {
        SegmenterOptions options =
            SegmenterOptions.defaults().withThreads(threads).withMaxBatch(batch);
        // windows of another size than the model's input, so that scores are enlarged
        try (Segmenter segmenter = open(options.withTiling(Tiling.of(31, 23).withOverlap(0.4)))) {
          answers.add(segmenter.segment(ImageSource.of(image)));
        }
      }
    }
    for (Segmentation answer : answers) {
      assertThat(answer.mask().classes()).isEqualTo(answers.get(0).mask().classes());
      assertThat(answer.confidence()).isEqualTo(answers.get(0).confidence());
    }
  }

  @Test
  void encodedImagesAreDecodedAndManyComeInTheirOrder() throws IOException {
    List<ImageSource> sources = new ArrayList<>();
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      images.add(SegmenterTest.noise(20 + 3 * i, 30, i));
      Path file = folder.resolve(i + ".png");
      ImageFiles.writePng(images.get(i), file);
      sources.add(ImageSource.of(file));
    }
    sources.add(ImageSource.of(folder.resolve("missing.png")));
    try (Segmenter segmenter = open(Tiling.auto());
        Stream<SegmentedImage> answers = segmenter.segmentAll(sources.stream())) {
      List<SegmentedImage> all = answers.toList();
      for (int i = 0; i < 9; i++) {
        assertThat(all.get(i).segmentation().mask().classes())
            .isEqualTo(strongestChannels(images.get(i)));
      }
      assertThat(all.get(9).error().orElseThrow()).hasMessageContaining("no such file");
    }
  }

  @Test
  void whatIsNotKeptIsRefusedInOneLine() throws IOException {
    try (Segmenter segmenter = open(Tiling.auto())) {
      Segmentation answer = segmenter.segment(ImageSource.of(SegmenterTest.noise(40, 40, 6)));

      assertThatThrownBy(() -> answer.probabilities("red"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the image was segmented in windows, whose probabilities are not kept; segment it, or"
                  + " a part of it, without tiling");
      assertThatThrownBy(() -> answer.modelProbabilities("red")).hasMessageContaining("windows");
      assertThat(answer.features()).isEmpty();
      assertThat(answer.regions("red")).isNotEmpty();
      assertThat(answer.overlay().getWidth()).isGreaterThanOrEqualTo(40);
    }
  }

  @Test
  void tellsOfWindowsInTheirOrder() throws IOException {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    SegmenterListener listener =
        new SegmenterListener() {
          @Override
          public void batchDone(Batch batch) {
            told.add("image");
          }

          @Override
          public void windowsDone(ImageSource source, int done, int total) {
            told.add("%s %d of %d".formatted(source.name(), done, total));
          }
        };
    SegmenterOptions options =
        SegmenterOptions.defaults().withThreads(1).withMaxBatch(2).withListener(listener);
    try (Segmenter segmenter = open(options.withTiling(Tiling.auto().withOverlap(0)))) {
      segmenter.segment(ImageSource.of(SegmenterTest.noise(16, 12, 1)));
      segmenter.segment(ImageSource.of(SegmenterTest.noise(16 * 5, 12, 1)).named("wide"));
    }

    assertThat(told).containsExactly("image", "wide 2 of 5", "wide 4 of 5", "wide 5 of 5", "image");
  }

  @Test
  void cancelledImageIsGivenUpAndOthersAreServed() throws Exception {
    try (Segmenter segmenter = open(Tiling.of(8, 8).withOverlap(0.9))) {
      RgbImage large = SegmenterTest.noise(2000, 2000, 1);
      CompletableFuture<Segmentation> first = segmenter.segmentAsync(ImageSource.of(large));
      CompletableFuture<Segmentation> second = segmenter.segmentAsync(ImageSource.of(large));
      assertThat(first.cancel(false)).isTrue();
      assertThat(second.cancel(false)).isTrue();

      RgbImage small = SegmenterTest.noise(8, 8, 2);
      assertThat(segmenter.segment(ImageSource.of(small)).width()).isEqualTo(8);
    }
  }

  @Test
  void probabilitiesAreBlendedAsProbabilities() throws IOException {
    // class 0 has the red channel as its probability, class 1 the rest
    Path file =
        new ForeignModel()
            .constant("one", List.of(), 1f)
            .constant("kernel", List.of(1L, 3L, 1L, 1L), 1f, 0f, 0f)
            .node("Conv", List.of("x", "kernel"), "red")
            .node("Sub", List.of("one", "red"), "rest")
            .node("Concat", List.of("red", "rest"), "y", ForeignModel.attribute("axis", 1))
            .output("y", DataType.FLOAT, -1, 2, ForeignModel.HEIGHT, ForeignModel.WIDTH)
            .describedOutput("activation: softmax")
            .classes("red, rest")
            .write(folder.resolve("foreign.onnx"));
    RgbImage image = SegmenterTest.noise(71, 40, 3);
    double sum = 0;
    for (int y = 0; y < 40; y += 4) {
      for (int x = 0; x < 71; x += 4) {
        int red = image.get(x, y, 0);
        sum += Math.max(red, 255 - red) / 255.0;
      }
    }
    try (Segmenter segmenter =
        Segmenter.open(file, SegmenterOptions.defaults().withTiling(Tiling.auto()))) {
      Segmentation answer = segmenter.segment(ImageSource.of(image));

      assertThat(answer.confidence()).isCloseTo(sum / (10 * 18), within(1e-6));
      for (int i = 0; i < 71 * 40; i++) {
        int red = image.get(i % 71, i / 71, 0);
        assertThat(answer.mask().get(i % 71, i / 71)).isEqualTo(red > 127 ? 0 : 1);
      }
    }
  }

  @Test
  void classesAreTakenFromTheNearestWindow() throws IOException {
    Path file =
        new ForeignModel()
            .node(
                "ArgMax",
                List.of("x"),
                "y",
                ForeignModel.attribute("axis", 1),
                ForeignModel.attribute("keepdims", 0))
            .output("y", DataType.INT64, -1, ForeignModel.HEIGHT, ForeignModel.WIDTH)
            .write(folder.resolve("foreign.onnx"));
    RgbImage image = SegmenterTest.noise(50, 41, 3);
    try (Segmenter segmenter =
        Segmenter.open(file, SegmenterOptions.defaults().withTiling(Tiling.auto()))) {
      Segmentation answer = segmenter.segment(ImageSource.of(image));

      assertThat(answer.mask().classes()).isEqualTo(strongestChannels(image));
      assertThatThrownBy(answer::confidence).hasMessageContaining("without probabilities");
    }
  }

  /** A model of any height and width that are multiples of 4, which it takes apart. */
  private Path anySize(String description) throws IOException {
    Path file =
        new ForeignModel()
            .anySize()
            .node("SpaceToDepth", List.of("x"), "blocks", ForeignModel.attribute("blocksize", 4))
            .node("DepthToSpace", List.of("blocks"), "y", ForeignModel.attribute("blocksize", 4))
            .output("y", DataType.FLOAT, -1, 3, -1, -1)
            .write(folder.resolve("free.onnx"));
    Files.writeString(
        ModelDescription.fileFor(file),
        """
        input: {height: 32, width: 40, scale: 0.00392156862745%s}
        classes: [red, green, blue]
        """
            .formatted(description));
    return file;
  }

  @Test
  void modelOfAnySizeGetsWindowsAtTheirOwnSize() throws IOException {
    RgbImage image = SegmenterTest.noise(150, 90, 3);
    for (Tiling tiling : List.of(Tiling.auto(), Tiling.of(20, 24), Tiling.of(21, 23))) {
      try (Segmenter segmenter =
          Segmenter.open(
              anySize(", multipleOf: 4"), SegmenterOptions.defaults().withTiling(tiling))) {
        ClassMask mask = segmenter.segment(ImageSource.of(image)).mask();

        assertThat(mask.classes()).isEqualTo(strongestChannels(image)); // so nothing was resized
        int height = tiling.window().map(size -> size.height() == 20 ? 20 : 24).orElse(32);
        assertThat(segmenter.metadata().preprocess().height()).isEqualTo(height);
      }
    }
  }

  @Test
  void sizeThatTheModelRefusesIsAnErrorWhenItIsOpened() throws IOException {
    Path file = anySize("");
    assertThatThrownBy(
            () -> Segmenter.open(file, SegmenterOptions.defaults().withTiling(Tiling.of(21, 23))))
        .hasMessageContaining("ONNX Runtime cannot run it");
  }

  @Test
  void tilingOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Tiling.of(7, 64)).hasMessageContaining("8..8192");
    assertThatThrownBy(() -> Tiling.of(64, 9000)).hasMessageContaining("got 9000");
    assertThatThrownBy(() -> Tiling.auto().withOverlap(1)).hasMessageContaining("0..0.9");
    assertThatThrownBy(() -> Tiling.auto().withOverlap(-0.1)).hasMessageContaining("0..0.9");
    assertThatThrownBy(() -> Tiling.auto().withOverlap(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void modelThatFailsFailsTheImageAlone() throws IOException {
    Path file =
        new ForeignModel()
            .node("Log", List.of("x"), "logs")
            .node("Sqrt", List.of("logs"), "y")
            .output("y", DataType.FLOAT, -1, 3, ForeignModel.HEIGHT, ForeignModel.WIDTH)
            .write(folder.resolve("foreign.onnx"));
    RgbImage white = new RgbImage(40, 30, new byte[40 * 30 * 3]);
    Arrays.fill(white.pixels(), (byte) 255);
    try (Segmenter segmenter =
        Segmenter.open(file, SegmenterOptions.defaults().withTiling(Tiling.auto()))) {
      assertThatThrownBy(() -> segmenter.segment(ImageSource.of(SegmenterTest.noise(60, 60, 3))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("which is no score");
      assertThat(segmenter.segment(ImageSource.of(white)).width()).isEqualTo(40);
    }
  }

  @Test
  void unreadableImageIsItsOwnError() throws IOException {
    try (Segmenter segmenter = open(Tiling.auto())) {
      assertThatThrownBy(() -> segmenter.segment(ImageSource.of(new byte[] {1, 2, 3})))
          .isInstanceOf(ImageException.class);
    }
  }
}
