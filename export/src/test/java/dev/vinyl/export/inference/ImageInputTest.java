package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageInputTest {
  @BeforeAll
  static void loadTrainingLibrary() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  @ParameterizedTest
  @CsvSource({
    "NEAREST, 50, 41", "NEAREST, 7, 9", "NEAREST, 32, 24",
    "LINEAR, 50, 41", "LINEAR, 7, 9", "LINEAR, 32, 24",
    "AREA, 50, 41", "AREA, 96, 72", "AREA, 7, 9",
    "CUBIC, 50, 41", "CUBIC, 7, 9",
  })
  void preparesAsTheRuntimeDoes(Interpolation interpolation, int width, int height) {
    PreprocessSpec spec =
        new PreprocessSpec(
            24,
            32,
            interpolation,
            ChannelOrder.BGR,
            1f / 255,
            PreprocessSpec.IMAGENET_MEAN,
            PreprocessSpec.IMAGENET_STD);
    RgbImage photo = noise(width, height);

    float[] found = prepared(spec, photo);

    float[] wanted = new float[3 * 24 * 32];
    new Preprocessor(spec).preprocess(photo, FloatBuffer.wrap(wanted), 0);
    // a whole level at most, where OpenCV's fixed point rounds to the other side
    float level = 1.01f / 255 / 0.224f;
    int different = 0;
    for (int i = 0; i < wanted.length; i++) {
      assertThat(found[i]).isBetween(wanted[i] - level, wanted[i] + level);
      different += Math.abs(found[i] - wanted[i]) > 1e-5 ? 1 : 0;
    }
    int allowed = interpolation == Interpolation.NEAREST ? 0 : wanted.length / 6;
    assertThat(different).isLessThanOrEqualTo(allowed);
  }

  /** Two rows of three pixels to one of two: by hand. */
  @Test
  void areaIsTheMeanOfWhatAPixelCovers() {
    PreprocessSpec spec =
        new PreprocessSpec(
            1,
            2,
            Interpolation.AREA,
            ChannelOrder.RGB,
            1,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    byte[] pixels = new byte[18];
    int[] red = {10, 40, 100, 30, 80, 200};
    for (int i = 0; i < red.length; i++) {
      pixels[3 * i] = (byte) red[i];
    }

    float[] found = prepared(spec, new RgbImage(3, 2, pixels));

    // left: ((10 + 30) + (40 + 80) / 2) / 3 = 33.3; right: ((100 + 200) + (40 + 80) / 2) / 3 = 120
    assertThat(found).containsExactly(33, 120, 0, 0, 0, 0);
  }

  private static float[] prepared(PreprocessSpec spec, RgbImage photo) {
    Graph graph = new Graph("input", 17, Dialect.STANDARD);
    Value image = ImageInput.write(new GraphBuilder(graph), spec);
    ModelGraph model = new ModelGraph(graph, Map.of("image", image));
    try (ModelRun run = new ModelRun(model.toModel().toBytes())) {
      Tensor input = Tensor.bytes(photo.pixels(), 1, photo.height(), photo.width(), 3);
      float[] found = run.run(Map.of(ImageInput.NAME, input)).get("image");
      assertThat(found).hasSize(3 * spec.height() * spec.width());
      return found;
    }
  }

  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(5).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
