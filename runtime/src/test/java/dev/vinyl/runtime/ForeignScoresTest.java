package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import dev.vinyl.runtime.internal.scores.ProbabilityScores;
import dev.vinyl.runtime.internal.scores.ScoreReading;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scores of other people's models mean, and what their descriptions cannot mean. */
class ForeignScoresTest {
  private static final int WIDTH = ForeignModel.WIDTH;
  private static final int HEIGHT = ForeignModel.HEIGHT;

  /** The red channel's values, from black to white. */
  private static final int[] REDS = {0, 51, 102, 127, 204, 255};

  @TempDir Path folder;

  private Path write(ForeignModel model) throws Exception {
    return model.write(folder.resolve("model.onnx"));
  }

  /** One channel: 40 * red - 20, from -20 to 20. */
  private static ForeignModel oneChannel() {
    return new ForeignModel()
        .constant("weight", List.of(1L, 3L, 1L, 1L), 40f, 0f, 0f)
        .constant("bias", List.of(1L), -20f)
        .node("Conv", List.of("x", "weight", "bias"), "logit")
        .classes("background, person");
  }

  private static ForeignModel declared(ForeignModel model, String output, long channels) {
    return model.output(output, DataType.FLOAT, -1, channels, HEIGHT, WIDTH);
  }

  private static ImageSource reds() {
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < REDS.length; i++) {
      pixels[3 * i] = (byte) REDS[i];
      pixels[3 * i + 1] = 77;
    }
    return ImageSource.of(new RgbImage(WIDTH, HEIGHT, pixels));
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double logit(int red) {
    return 40 * red / 255.0 - 20;
  }

  @ParameterizedTest
  @CsvSource({"none, 0.5, 2", "none, 0.01, 4", "sigmoid, 0.5, 2", "sigmoid, 0.01, 4"})
  void oneChannelTellsTwoClassesApart(String activation, double threshold, int persons)
      throws Exception {
    boolean given = activation.equals("sigmoid");
    ForeignModel model = oneChannel().node("Sigmoid", List.of("logit"), "alpha");
    Path file =
        write(
            declared(model, given ? "alpha" : "logit", 1)
                .describedOutput("activation: %s, threshold: %s".formatted(activation, threshold)));

    try (Segmenter segmenter = Segmenter.open(file)) {
      Segmentation answer = segmenter.segment(reds());

      assertThat(answer.fraction("person")).isCloseTo(persons / 6.0, within(1e-9));
      float[] person = answer.probabilities("person").values();
      float[] background = answer.probabilities("background").values();
      double confidence = 0;
      for (int i = 0; i < REDS.length; i++) {
        double p = sigmoid(logit(REDS[i]));
        assertThat((double) person[i]).isCloseTo(p, within(1e-6));
        assertThat((double) background[i]).isCloseTo(1 - p, within(1e-6));
        confidence += Math.max(p, 1 - p) / REDS.length;
      }
      assertThat(answer.confidence()).isCloseTo(confidence, within(1e-6));
      if (!given) {
        assertThat(person[0] / sigmoid(-20)).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void logitsOfOneChannelKeepTheirOrderWhereASigmoidIsZero() throws Exception {
    Path logits = write(declared(oneChannel(), "logit", 1).describedOutput("activation: none"));
    List<float[]> found = new ArrayList<>();
    for (Path file :
        List.of(
            logits,
            declared(oneChannel().node("Sigmoid", List.of("logit"), "alpha"), "alpha", 1)
                .describedOutput("activation: sigmoid")
                .write(folder.resolve("alpha.onnx")))) {
      try (BatchSegmenter model = BatchSegmenter.open(file, SessionSettings.forInference())) {
        ByteBuffer in =
            ByteBuffer.allocateDirect(model.inputBytes()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < REDS.length; i++) {
          in.putFloat(4 * i, REDS[i] / 255f);
        }
        ByteBuffer out = ByteBuffer.allocateDirect(model.outputBytes());
        found.add(model.run(1, in, out).get(0).logits().orElseThrow());
      }
    }
    for (int i = 0; i < REDS.length; i++) {
      float exact = found.get(0)[REDS.length + i] - found.get(0)[i];
      float rounded = found.get(1)[REDS.length + i] - found.get(1)[i];
      assertThat((double) exact).isCloseTo(logit(REDS[i]), within(1e-4));
      double held = Math.max(-18, Math.min(18, logit(REDS[i])));
      assertThat((double) rounded).isCloseTo(held, within(0.05));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "activation: softmax", "activation: none", "activation: sigmoid"})
  void oneChannelNeedsTwoNamesAndAnActivation(String output) throws Exception {
    ForeignModel model = declared(oneChannel(), "logit", 1).describedOutput(output);
    refused(
        write(model.classes("person")),
        "output 'logit' has one score a pixel",
        "write two names, such as classes: [background, person]",
        "output.activation: sigmoid if the scores are probabilities, none if they are logits");
    if (output.isEmpty() || output.contains("softmax")) {
      refused(write(model.classes("background, person")), "output 'logit' has one score a pixel");
    }
  }

  /** Softmax of 4 * (red, green, blue). */
  private static ForeignModel softmaxed() {
    ForeignModel model =
        new ForeignModel()
            .constant("four", List.of(), 4f)
            .node("Mul", List.of("x", "four"), "scores")
            .node("Softmax", List.of("scores"), "soft", ForeignModel.attribute("axis", 1));
    return declared(model, "soft", 3);
  }

  @Test
  void probabilitiesAreTakenAsTheyAre() throws Exception {
    Path plain =
        write(
            declared(
                new ForeignModel()
                    .constant("four", List.of(), 4f)
                    .node("Mul", List.of("x", "four"), "scores"),
                "scores",
                3));
    Segmentation wanted;
    try (Segmenter segmenter = Segmenter.open(plain)) {
      wanted = segmenter.segment(reds());
    }
    try (Segmenter segmenter =
        Segmenter.open(write(softmaxed().describedOutput("activation: softmax")))) {
      Segmentation answer = segmenter.segment(reds());

      assertThat(answer.mask().classes()).isEqualTo(wanted.mask().classes());
      assertThat(answer.confidence()).isCloseTo(wanted.confidence(), within(1e-6));
      for (String name : List.of("a", "b", "c")) {
        assertThat(answer.probabilities(name).values())
            .containsExactly(wanted.probabilities(name).values(), within(1e-6f));
      }
    }
  }

  @Test
  void theirLogarithmsStandForLogits() {
    float[] probabilities = {0.75f, 0, 0.25f, 1};
    float[] logits = new ProbabilityScores(2, 1, 2, probabilities, 1e-8).logits().orElseThrow();
    assertThat(logits)
        .containsExactly(
            new float[] {(float) Math.log(0.75), (float) Math.log(1e-8), (float) Math.log(0.25), 0},
            within(1e-6f));
  }

  @Test
  void enlargedProbabilitiesLieBetween() {
    float[] first = {0.8f, 0.2f};
    float[] both = {0.8f, 0.2f, 0.2f, 0.8f};
    float[] enlarged = new ProbabilityScores(2, 1, 2, both, 1e-8).probabilities(0, 4, 1);
    // pixel centres at half coordinates: -1/4 (held at 0), 1/4, 3/4, 5/4 (held at 1)
    assertThat(enlarged)
        .containsExactly(new float[] {first[0], 0.65f, 0.35f, first[1]}, within(1e-6f));
  }

  @Test
  void scoresThatContradictTheirActivationAreRefused() throws Exception {
    ForeignModel logits =
        declared(
            new ForeignModel()
                .constant("four", List.of(), 4f)
                .node("Mul", List.of("x", "four"), "scores"),
            "scores",
            3);
    fails(
        write(logits.describedOutput("activation: softmax")),
        "there is a 1.6",
        "through a softmax");
    fails(
        write(logits.describedOutput("activation: sigmoid")),
        "there is a 1.6",
        "output.activation");
    ForeignModel channels =
        declared(new ForeignModel().node("Identity", List.of("x"), "same"), "same", 3);
    fails(
        write(channels.describedOutput("activation: softmax")),
        "sum to 0.302",
        "through a softmax");
  }

  private static void fails(Path file, String... parts) throws Exception {
    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThatThrownBy(() -> segmenter.segment(reds()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(file + ": ")
          .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
  }

  @Test
  void warnsOnceOfLogitsThatLookLikeProbabilities() throws Exception {
    write(softmaxed());
    ModelDescription description = ModelDescription.read(folder.resolve("model.yaml"));
    List<String> warnings = new ArrayList<>();
    ScoreReading reading = new ScoreReading("m.onnx", description, 3, warnings::add);

    reading.read(1, 2, new float[] {0.2f, 0.5f, 0.3f, 0.1f, 0.5f, 0.4f});
    reading.read(1, 2, new float[] {0.2f, 0.5f, 0.3f, 0.1f, 0.5f, 0.4f});

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("m.onnx: ").contains("activation: softmax");
    for (float[] others :
        List.of(
            new float[] {0.2f, 0.5f, 0.3f, 0.1f, 0.5f, 0.5f},
            new float[] {1.2f, 0.5f, -0.7f, 0.1f, 0.5f, 0.4f})) {
      new ScoreReading("m.onnx", description, 3, warnings::add).read(1, 2, others);
    }
    ModelDescription said =
        ModelDescription.read(
            write(softmaxed().describedOutput("activation: none")).resolveSibling("model.yaml"));
    new ScoreReading("m.onnx", said, 3, warnings::add)
        .read(1, 2, new float[] {0.2f, 0.5f, 0.3f, 0.1f, 0.5f, 0.4f});
    assertThat(warnings).hasSize(1);
  }

  @Test
  void warnsOnceOfOneLogitThatLooksLikeAProbability() throws Exception {
    write(declared(oneChannel(), "logit", 1).describedOutput("activation: none"));
    ModelDescription description = ModelDescription.read(folder.resolve("model.yaml"));
    List<String> warnings = new ArrayList<>();
    new ScoreReading("m.onnx", description, 2, warnings::add).read(1, 2, new float[] {-0.5f, 1});
    assertThat(warnings).isEmpty();
    ScoreReading reading = new ScoreReading("m.onnx", description, 2, warnings::add);

    assertThat(reading.read(1, 2, new float[] {0.1f, 0.9f}).mask(2, 1).classes())
        .containsExactly(1, 1);
    reading.read(1, 2, new float[] {0.1f, 0.9f});

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("every pixel person", "activation: sigmoid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale: 0.00392156862745, mean: [123.675, 116.28, 103.53] | input.mean has 123.675, but"
            + " input.scale 0.003921569 makes 0..1.0 of 0..255",
        "scale: 0.00392156862745, mean: [0.5, 0.5, -0.1]          | input.mean has -0.1, but",
        "scale: 0.00392156862745, std: [58.395, 57.12, 57.375]    | input.std has 58.395, but"
            + " input.scale 0.003921569 makes 0..1.0",
        "scale: 1, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] | input.std has 0.229,"
            + " but input.scale 1.0 makes 0..255.0",
        "scale: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]    | input.std has 0.5, but",
        "scale: 255 | input.scale 255.0 makes 0..65025.0 of 0..255; values are multiplied by it"
      })
  void meanAndStandardDeviationMustBeInTheUnitOfTheScale(String input, String problem)
      throws Exception {
    refused(write(softmaxed().describedInput(input)), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scale: 1, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375]",
        "scale: 1, mean: [104.0, 116.7, 122.7]",
        "scale: 1, std: [256, 256, 256]",
        "scale: 1, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5]",
        "scale: 0.0039215686, mean: [0.5, 0.5, 0.5], std: [1.0, 1.0, 1.0]",
        "scale: 0.0039215686, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]",
        "scale: 0.00784, mean: [1, 1, 1]",
        "scale: 0.0039, mean: [1, 1, 1]"
      })
  void usualPreparationsAreTaken(String input) throws Exception {
    Segmenter.open(write(softmaxed().describedInput(input))).close();
  }

  @ParameterizedTest
  @CsvSource({"1.5", "0", "NaN"})
  void aThresholdIsAProbability(String threshold) throws Exception {
    refused(
        write(
            declared(oneChannel(), "logit", 1)
                .describedOutput("activation: none, threshold: " + threshold)),
        "output.threshold must be above 0 and below 1");
  }

  @Test
  void aThresholdIsForOneChannel() throws Exception {
    refused(write(softmaxed().describedOutput("threshold: 0.3")), "output.threshold is for one");
    refused(write(softmaxed().describedOutput("activation: relu")), "none, softmax, sigmoid");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "DOUBLE"})
  void scoresOfOtherTypesAreTaken(DataType type) throws Exception {
    Path file =
        write(new ForeignModel().cast("x", type, "out").output("out", type, -1, 3, HEIGHT, WIDTH));
    try (Segmenter segmenter = Segmenter.open(file)) {
      Segmentation answer = segmenter.segment(reds());
      assertThat(answer.mask().classes()).containsExactly(1, 1, 0, 0, 0, 0);
      double sum = 1 + Math.exp(77 / 255.0) + 1;
      assertThat((double) answer.probabilities("b").get(0, 0))
          .isCloseTo(Math.exp(77 / 255.0) / sum, within(1e-3));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BOOL", "UINT8", "INT32", "INT64"})
  void masksOfAllWholeTypesAreTaken(DataType type) throws Exception {
    Path file =
        write(
            oneChannel()
                .constant("zero", List.of(), 0f)
                .node("Greater", List.of("logit", "zero"), "above")
                .cast("above", type, "out")
                .output("out", type, -1, 1, HEIGHT, WIDTH));
    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThat(segmenter.segment(reds()).mask().classes()).containsExactly(0, 0, 0, 0, 1, 1);
    }
    refused(
        write(
            oneChannel()
                .constant("zero", List.of(), 0f)
                .node("Greater", List.of("logit", "zero"), "above")
                .cast("above", type, "out")
                .output("out", type, -1, 1, HEIGHT, WIDTH)
                .describedOutput("activation: sigmoid")),
        "leave out output.activation");
  }

  @Test
  void allOutputsAreListedWithTheirTypes() throws Exception {
    Path file =
        write(
            new ForeignModel()
                .cast("x", DataType.INT8, "small")
                .cast("x", DataType.FLOAT16, "half")
                .output("small", DataType.INT8, -1, 3, HEIGHT, WIDTH)
                .output("half", DataType.FLOAT16, -1, 3, HEIGHT, WIDTH)
                .describedOutput("name: alpha"));
    refused(
        file,
        "no output 'alpha'",
        "it has small INT8 [-1, 3, 2, 3], half FLOAT16 [-1, 3, 2, 3]",
        "under output.name");
  }

  @Test
  void theOnlyOutputNeedsNoNameWhereTheInputHasOne() throws Exception {
    Segmenter.open(
            write(softmaxed().describedInput("name: x, layout: nchw, scale: 0.00392156862745")))
        .close();
  }

  @Test
  void aModelMadeForOneImageIsRunOnEachAlone() throws Exception {
    Path file =
        write(
            new ForeignModel()
                .constant(
                    ai.onnx.proto.OnnxMl.TensorProto.newBuilder()
                        .setName("shape")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(4)
                        .addAllInt64Data(List.of(1L, 3L, (long) HEIGHT, (long) WIDTH))
                        .build())
                .node("Reshape", List.of("x", "shape"), "out")
                .output("out", DataType.FLOAT, 1, 3, HEIGHT, WIDTH));
    try (BatchModel model = BatchModel.open(file, SessionSettings.forInference())) {
      assertThat(model.description().outputLayout()).isEqualTo(TensorLayout.NCHW);
      int values = model.input().values();
      ByteBuffer in =
          ByteBuffer.allocateDirect(4 * values * Float.BYTES).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 4 * values; i++) {
        in.putFloat(Float.BYTES * i, i);
      }
      ByteBuffer out =
          ByteBuffer.allocateDirect(4 * values * Float.BYTES).order(ByteOrder.nativeOrder());
      for (int round = 0; round < 2; round++) {
        out.asFloatBuffer().put(new float[4 * values]);
        model.run(4, in, Map.of("out", out));
        for (int i = 0; i < 4 * values; i++) {
          assertThat(out.getFloat(Float.BYTES * i)).isEqualTo(i);
        }
      }
    }
    try (Segmenter segmenter = Segmenter.open(file)) {
      List<ImageSource> four = List.of(reds(), reds(), reds(), reds());
      assertThat(segmenter.segmentAll(four.stream()))
          .hasSize(4)
          .allSatisfy(
              image ->
                  assertThat(image.segmentation().mask().classes())
                      .containsExactly(1, 1, 0, 0, 0, 0));
    }
  }

  private static void refused(Path file, String... parts) {
    assertThatThrownBy(() -> Segmenter.open(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
