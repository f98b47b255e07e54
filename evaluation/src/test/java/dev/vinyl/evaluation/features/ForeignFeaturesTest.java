package dev.vinyl.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of other people that give tokens: a token is a patch's four pixels in red, then in green,
 * then in blue, of an image of 4 x 6 pixels in patches of 2 x 2.
 */
final class ForeignFeaturesTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 6;
  private static final int PATCH = 2;
  private static final int ROWS = HEIGHT / PATCH;
  private static final int COLUMNS = WIDTH / PATCH;
  private static final int PATCHES = ROWS * COLUMNS;
  private static final int DIMENSION = 3 * PATCH * PATCH;
  private static final String INPUT =
      "input: {height: 4, width: 6, scale: 1, interpolation: nearest}\n";

  @TempDir private Path folder;
  private Path images;
  private final float[] expected = new float[PATCHES * DIMENSION];

  @BeforeEach
  void drawImage() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int red = 10 * y + x;
        image.setRGB(x, y, (red << 16) + ((100 + red) << 8) + 200 + red);
        int patch = y / PATCH * COLUMNS + x / PATCH;
        for (int channel = 0; channel < 3; channel++) {
          int place = channel * PATCH * PATCH + y % PATCH * PATCH + x % PATCH;
          expected[patch * DIMENSION + place] = 100 * channel + red;
        }
      }
    }
    ImageIO.write(image, "png", images.resolve("drawn.png").toFile());
  }

  @Test
  void leadingTokensAreLeftOut() throws IOException {
    write(
        "vit",
        (g, image) -> {
          Value tokens = tokens(g, image);
          return g.concat(1, g.mul(g.slice(tokens, 1, 0, 2), -7), tokens);
        },
        "output: {leadingTokens: 2}\n");
    assertTokens();
  }

  @Test
  void tokensWithoutLeadingOnesNeedNoOutputKeys() throws IOException {
    write("vit", ForeignFeaturesTest::tokens, "");
    assertTokens();
  }

  @Test
  void mapsInBothLayoutsAreReadPatchByPatch() throws IOException {
    write(
        "vit",
        (g, image) ->
            g.reshape(
                g.transpose(tokens(g, image), 0, 2, 1), Shape.batch(DIMENSION, ROWS, COLUMNS)),
        "");
    assertTokens();
    write(
        "vit",
        (g, image) -> g.reshape(tokens(g, image), Shape.batch(ROWS, COLUMNS, DIMENSION)),
        "output: {layout: NHWC}\n");
    assertTokens();
  }

  @Test
  void whatDoesNotFitIsOneLineThatSaysWhatWould() throws IOException {
    write(
        "vit",
        (g, image) -> g.concat(1, g.slice(tokens(g, image), 1, 0, 1), tokens(g, image)),
        "output: {name: given}\n");
    refused(
        "its output 'given' gives 7 tokens an image, 0 of them leading, and 7 are no grid of square"
            + " patches of 4 x 6 pixels; with leadingTokens: 1 under output they would be 2 x 3");
    describe("output: {leadingTokens: 9}\n");
    refused("9 of them leading, and 0 are no grid");
    describe("output: {name: logits}\n");
    refused("its output 'logits' is not there or holds neither", "[given FLOAT [-1, 7, 12]]");
    write("vit", (g, image) -> g.reshape(image, Shape.batch(3 * HEIGHT * WIDTH)), "");
    refused("no output holds tokens [B, T, D]");
    write("vit", (g, image) -> g.reshape(image, Shape.batch(3, WIDTH, HEIGHT)), "");
    refused(
        "its output 'given' is a map of 6 x 4 places by output.layout NCHW, which are no square");
    describe("output: {leadingTokens: 1}\n");
    refused("is a map [3, 6, 4] without leading tokens; take leadingTokens out");
    Files.writeString(folder.resolve("vit.yaml"), INPUT + "classes: [a, b]\n");
    refused("is described as a segmenter; if it gives tokens, write task: features");
  }

  @Test
  void ownModelsMayGiveClassAndRegisterTokensToo() throws IOException {
    Graph graph = new Graph("own", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value image = graph.input("image", DataType.FLOAT, Shape.batch(3, HEIGHT, WIDTH));
    Value tokens = tokens(g, image);
    OnnxModel model =
        new OnnxModel(graph)
            .output("class_token", g.reshape(g.slice(tokens, 1, 0, 1), Shape.batch(DIMENSION)))
            .output("register_tokens", g.slice(tokens, 1, 1, 3))
            .output("tokens", tokens);
    PreprocessSpec spec =
        new PreprocessSpec(
            HEIGHT,
            WIDTH,
            Interpolation.NEAREST,
            ChannelOrder.RGB,
            1,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    new ModelMetadata(ModelTask.FEATURES, spec, List.of(), PATCH, Map.of())
        .toProperties()
        .forEach(model::metadata);
    Files.write(folder.resolve("vit.onnx"), model.toBytes());
    assertTokens();
  }

  /** [B, N, D]: each patch's pixels, channel by channel. */
  private static Value tokens(GraphBuilder g, Value image) {
    Value cut = g.reshape(image, Shape.batch(3, ROWS, PATCH, COLUMNS, PATCH));
    return g.reshape(g.transpose(cut, 0, 2, 4, 1, 3, 5), Shape.batch(PATCHES, DIMENSION));
  }

  private void write(String name, BiFunction<GraphBuilder, Value, Value> output, String yaml)
      throws IOException {
    Graph graph = new Graph("foreign", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value image = graph.input("pixels", DataType.FLOAT, Shape.batch(3, HEIGHT, WIDTH));
    Value given = output.apply(g, image);
    Files.write(
        folder.resolve(name + ".onnx"), new OnnxModel(graph).output("given", given).toBytes());
    describe(yaml);
  }

  private void describe(String yaml) throws IOException {
    Files.writeString(folder.resolve("vit.yaml"), "task: features\n" + INPUT + yaml);
  }

  private FeatureStore extract() throws IOException {
    return FeatureExtractor.standard()
        .extract(
            folder.resolve("vit.onnx"),
            FeatureImages.of(UnlabelledImages.open(images)),
            folder.resolve("vit.arrow"),
            FeatureExtractor.Listener.NONE)
        .store();
  }

  private void assertTokens() throws IOException {
    FeatureStore store = extract();
    assertThat(store.info().rows()).isEqualTo(ROWS);
    assertThat(store.info().columns()).isEqualTo(COLUMNS);
    assertThat(store.info().patchSize()).isEqualTo(PATCH);
    assertThat(store.info().layers()).containsExactly("tokens");
    assertThat(store.tokens("tokens", 0)).containsExactly(expected);
  }

  private void refused(String... parts) {
    assertThatExceptionOfType(FeatureException.class)
        .isThrownBy(this::extract)
        .withMessageStartingWith(folder.resolve("vit.onnx").toString())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").contains(parts));
  }
}
