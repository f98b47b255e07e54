package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.arrow.ArrowModel;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import dev.vinyl.runtime.internal.scores.LogitMap;
import dev.vinyl.runtime.internal.scores.PixelScores;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that answer some images with NaN or infinity. */
class NoNumbersTest {
  private static final int WIDTH = ForeignModel.WIDTH;
  private static final int HEIGHT = ForeignModel.HEIGHT;
  private static final long[] SCORES = {-1, 3, HEIGHT, WIDTH};

  @TempDir Path folder;

  /** Scores are the square roots of the channels less a quarter: NaN below, 0.87 at most. */
  private static ForeignModel nanWhereDark() {
    return new ForeignModel()
        .constant("quarter", List.of(), 0.25f)
        .node("Sub", List.of("x", "quarter"), "less")
        .node("Sqrt", List.of("less"), "root");
  }

  private Path write(ForeignModel model) throws Exception {
    return model.write(folder.resolve("model.onnx"));
  }

  private static ImageSource plain(int red, int green, int blue) {
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
    return ImageSource.of(new RgbImage(WIDTH, HEIGHT, pixels));
  }

  private static ByteBuffer direct(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "FLOAT16", "DOUBLE"})
  void everyPathRefusesThemWithTheSameWords(DataType type) throws Exception {
    Path file = write(nanWhereDark().cast("root", type, "out").output("out", type, SCORES));
    String message = file + ": its output 'out' holds NaN for image 2 of 2, which is no score";
    float[] both = new float[2 * 3 * WIDTH * HEIGHT];
    Arrays.fill(both, 0, both.length / 2, 1);
    ByteBuffer input = direct(both);

    try (BatchModel model = BatchModel.open(file, SessionSettings.forInference())) {
      ByteBuffer out = ByteBuffer.allocateDirect(2 * model.outputs().get(0).bytes());
      assertThatThrownBy(() -> model.run(2, input, Map.of("out", out)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
      model.run(1, input, Map.of("out", out));
    }
    try (BatchSegmenter model = BatchSegmenter.open(file, SessionSettings.forInference())) {
      ByteBuffer out = ByteBuffer.allocateDirect(2 * model.outputBytes());
      assertThatThrownBy(() -> model.run(2, input, out))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
    }
    try (BufferAllocator allocator = new RootAllocator();
        ArrowModel model =
            ArrowModel.open(file, SegmenterOptions.defaults().withThreads(1), allocator)) {
      List<ImageSource> images = List.of(plain(255, 200, 150), plain(0, 0, 0));
      assertThatThrownBy(() -> model.run(images))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
    }
    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThatThrownBy(() -> segmenter.segment(plain(255, 200, 0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(file + ": its output 'out' holds NaN for image 1 of 1");
      assertThat(segmenter.segment(plain(255, 200, 150)).fraction("a")).isEqualTo(1);
    }
  }

  @Test
  void otherImagesOfTheBatchAreAnswered() throws Exception {
    Path file = write(nanWhereDark().output("root", DataType.FLOAT, SCORES));
    SegmenterOptions together =
        SegmenterOptions.defaults()
            .withThreads(1)
            .withMaxBatch(3)
            .withMaxDelay(Duration.ofSeconds(20));

    try (Segmenter segmenter = Segmenter.open(file, together)) {
      CompletableFuture<Segmentation> first = segmenter.segmentAsync(plain(255, 200, 150));
      CompletableFuture<Segmentation> dark = segmenter.segmentAsync(plain(0, 0, 0));
      CompletableFuture<Segmentation> last = segmenter.segmentAsync(plain(100, 150, 200));

      assertThat(first.get().fraction("a")).isEqualTo(1);
      assertThat(last.get().fraction("c")).isEqualTo(1);
      assertThatThrownBy(dark::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("holds NaN for image 1 of 1");
    }
  }

  @Test
  void aStreamGoesOnBehindAImageWithoutAnAnswer() throws Exception {
    Path file = write(nanWhereDark().output("root", DataType.FLOAT, SCORES));

    try (Segmenter segmenter = Segmenter.open(file)) {
      List<SegmentedImage> answers =
          segmenter
              .segmentAll(Stream.of(plain(255, 200, 150), plain(0, 0, 0), plain(100, 150, 200)))
              .toList();

      assertThat(answers).extracting(SegmentedImage::succeeded).containsExactly(true, false, true);
      assertThat(answers.get(1).error().orElseThrow())
          .hasMessageContaining("the model gives no answer for it")
          .hasMessageContaining("holds NaN for image 1 of 1");
      assertThat(answers.get(2).segmentation().fraction("c")).isEqualTo(1);
    }
  }

  @Test
  void infinityIsNoScore() throws Exception {
    Path file =
        write(
            new ForeignModel()
                .node("Reciprocal", List.of("x"), "out")
                .output("out", DataType.FLOAT, SCORES));

    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThatThrownBy(() -> segmenter.segment(plain(255, 0, 255)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds Infinity for image 1 of 1");
    }
  }

  @Test
  void minusInfinityTakesAClassOutOfTheChoice() throws Exception {
    Path file =
        write(
            new ForeignModel()
                .node("Log", List.of("x"), "out")
                .output("out", DataType.FLOAT, SCORES));
    byte[] pixels = {
      (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, // red, green, blue: one class each
      (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255
    };

    try (Segmenter segmenter = Segmenter.open(file)) {
      Segmentation answer = segmenter.segment(ImageSource.of(new RgbImage(WIDTH, HEIGHT, pixels)));
      assertThat(answer.mask().classes()).containsExactly(0, 1, 2, 0, 1, 2);
      assertThat(answer.confidence()).isEqualTo(1);
      assertThat(answer.probabilities("b").values()).containsExactly(0, 1, 0, 0, 1, 0);

      assertThatThrownBy(() -> segmenter.segment(plain(0, 0, 0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds -Infinity for image 1 of 1");
    }
  }

  @Test
  void scoresOutOfTheChoiceStayNumbersBetweenPixels() {
    float[] logits = {0, -1e30f, -1e30f, 0, -1e30f, 0};
    LogitMap map = new LogitMap(3, 1, 2, logits);
    for (int k = 0; k < 3; k++) {
      for (float p : map.probabilities(k, 7, 3)) {
        assertThat(p).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void modelsThatDecideThemselvesTellByTheirConfidence() throws Exception {
    PreprocessSpec unit = PreprocessSpec.unitRange(1, Interpolation.LINEAR);
    PreprocessSpec spec =
        new PreprocessSpec(
            HEIGHT,
            WIDTH,
            unit.interpolation(),
            unit.channelOrder(),
            unit.scale(),
            unit.mean(),
            unit.std());
    Path file =
        write(
            nanWhereDark()
                .input("image")
                .node("ArgMax", List.of("root"), "index", ForeignModel.attribute("axis", 1))
                .cast("index", DataType.UINT8, "bytes")
                .node("Softmax", List.of("root"), "soft", ForeignModel.attribute("axis", 1))
                .node(
                    "ReduceMax",
                    List.of("soft"),
                    "confidence",
                    ForeignModel.attribute("axes", List.of(1L)),
                    ForeignModel.attribute("keepdims", 0))
                .node("Identity", List.of("bytes"), "mask")
                .output("mask", DataType.UINT8, -1, 1, HEIGHT, WIDTH)
                .output("confidence", DataType.FLOAT, -1, HEIGHT, WIDTH)
                .metadata(
                    new ModelMetadata(
                        ModelTask.SEGMENT, spec, List.of("a", "b", "c"), 1, Map.of())));

    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThat(segmenter.segment(plain(100, 200, 150)).fraction("b")).isEqualTo(1);
      for (ImageSource dark : List.of(plain(0, 200, 150), plain(200, 150, 0), plain(0, 0, 0))) {
        assertThatThrownBy(() -> segmenter.segment(dark))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("output 'confidence' holds NaN");
      }
    }
    try (BatchSegmenter model = BatchSegmenter.open(file, SessionSettings.forInference())) {
      float[] both = new float[2 * 3 * WIDTH * HEIGHT];
      Arrays.fill(both, 1);
      Arrays.fill(both, WIDTH * HEIGHT, 2 * WIDTH * HEIGHT, 0.9f);
      ByteBuffer out = ByteBuffer.allocateDirect(2 * model.outputBytes());
      List<PixelScores> answers = model.run(2, direct(both), out);
      assertThat(answers.get(1).mask(1, 1).classes()).containsExactly(0);
      assertThat(answers.get(0).mask(1, 1).classes()).containsExactly(0);
      both[both.length - 1] = 0;
      assertThatThrownBy(() -> model.run(2, direct(both), out))
          .hasMessageContaining("output 'confidence' holds NaN for image 2 of 2");
    }
  }

  @Test
  void valuesOfTheirOwnAreLeftAsTheyAre() throws Exception {
    Path file = write(nanWhereDark().output("root", DataType.FLOAT, SCORES));
    try (Segmenter segmenter = Segmenter.open(file)) {
      double root = Math.sqrt(200 / 255.0 - 0.25);
      double best = Math.sqrt(0.75);
      double other = Math.sqrt(150 / 255.0 - 0.25);
      double sum = Math.exp(best) + Math.exp(root) + Math.exp(other);
      assertThat(segmenter.segment(plain(255, 200, 150)).confidence())
          .isCloseTo(Math.exp(best) / sum, within(1e-6));
    }
  }
}
