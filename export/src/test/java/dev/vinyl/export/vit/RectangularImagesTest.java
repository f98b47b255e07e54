package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where pixels and patches of images lie that are no squares, against plain loops. */
class RectangularImagesTest {
  private static final int BATCH = 2;
  private static final int PATCH = 4;
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;
  private static final int HEIGHT = ROWS * PATCH;
  private static final int WIDTH = COLUMNS * PATCH;
  private static final VitConfig SIZES = new VitConfig(HEIGHT, WIDTH, PATCH, 6, 1, 1, 4, 8);

  @Test
  void patchesAreCutRowByRowAndPutBackTogether() throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("patches", 17, Dialect.STANDARD));
    Value image = g.graph().input("image", DataType.FLOAT, SIZES.imageShape());
    Value patches = Heads.patchify(g, SIZES, image);
    OnnxModel onnx =
        new OnnxModel(g.graph())
            .output("patches", patches)
            .output("again", Heads.unpatchify(g, SIZES, patches));
    float[] pixels = random(BATCH * 3 * HEIGHT * WIDTH);
    float[] expected = new float[pixels.length];
    int to = 0;
    for (int b = 0; b < BATCH; b++) {
      for (int patch = 0; patch < ROWS * COLUMNS; patch++) {
        for (int y = patch / COLUMNS * PATCH; y < patch / COLUMNS * PATCH + PATCH; y++) {
          for (int x = patch % COLUMNS * PATCH; x < patch % COLUMNS * PATCH + PATCH; x++) {
            for (int c = 0; c < 3; c++) {
              expected[to++] = pixels[((b * 3 + c) * HEIGHT + y) * WIDTH + x];
            }
          }
        }
      }
    }

    try (GraphRunner runner = new GraphRunner(onnx)) {
      GraphRunner.Outputs found = runner.feed("image", pixels, BATCH, 3, HEIGHT, WIDTH).run();
      assertThat(found.get("patches")).isEqualTo(expected);
      assertThat(found.get("again")).isEqualTo(pixels);
    }
  }

  @Test
  void aTokenDecidesThePixelsOfItsPatch() throws Exception {
    int classes = 2;
    GraphBuilder g = new GraphBuilder(new Graph("head", 17, Dialect.STANDARD));
    Shape shape = Shape.batch(SIZES.patches(), SIZES.dim());
    Value input = g.graph().input("tokens", DataType.FLOAT, shape);
    Value logits = new SegmentationHead(classes).decode(g, SIZES, input);
    int outputs = classes * PATCH * PATCH;
    float[] tokens = random(BATCH * SIZES.patches() * SIZES.dim());
    float[] weight = random(outputs * SIZES.dim());
    float[] bias = random(outputs);

    try (GraphRunner runner = new GraphRunner(new OnnxModel(g.graph()).output("logits", logits))) {
      float[] found =
          runner
              .feed("tokens", tokens, BATCH, SIZES.patches(), SIZES.dim())
              .feed("mlp.weight", weight, outputs, SIZES.dim())
              .feed("mlp.bias", bias, outputs)
              .run()
              .get("logits");

      assertThat(found).hasSize(BATCH * classes * HEIGHT * WIDTH);
      for (int i = 0; i < found.length; i++) {
        int x = i % WIDTH;
        int y = i / WIDTH % HEIGHT;
        int c = i / WIDTH / HEIGHT % classes;
        int b = i / WIDTH / HEIGHT / classes;
        int token = (b * ROWS + y / PATCH) * COLUMNS + x / PATCH;
        int row = (c * PATCH + y % PATCH) * PATCH + x % PATCH;
        double sum = bias[row];
        for (int d = 0; d < SIZES.dim(); d++) {
          sum += (double) tokens[token * SIZES.dim() + d] * weight[row * SIZES.dim() + d];
        }
        assertThat((double) found[i]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void bothSidesHoldWholePatches() {
    assertThat(SIZES.gridHeight()).isEqualTo(2);
    assertThat(SIZES.gridWidth()).isEqualTo(3);
    assertThat(SIZES.patches()).isEqualTo(6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VitConfig(8, 14, 4, 6, 1, 1, 4, 8))
        .withMessage("imageSize [8, 14] must be multiples of patchSize 4");
  }

  private static float[] random(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
