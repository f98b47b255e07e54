package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreprocessorTest {
  @ParameterizedTest
  @EnumSource(ChannelOrder.class)
  void everyValueFollowsTheFormulaExactly(ChannelOrder order) {
    List<Float> mean = List.of(0.485f, 0.456f, 0.406f);
    List<Float> std = List.of(0.229f, 0.224f, 0.225f);
    PreprocessSpec spec =
        new PreprocessSpec(16, 48, Interpolation.NEAREST, order, 1f / 255, mean, std);
    byte[] pixels = new byte[3 * 16 * 48];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    RgbImage image = new RgbImage(48, 16, pixels);
    FloatBuffer target = FloatBuffer.allocate(3 * 16 * 48);

    new Preprocessor(spec).normalize(image, target, 0);

    for (int c = 0; c < 3; c++) {
      int source = order == ChannelOrder.RGB ? c : 2 - c;
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 48; x++) {
          float expected = (image.get(x, y, source) * (1f / 255) - mean.get(c)) / std.get(c);
          assertThat(target.get((c * 16 + y) * 48 + x)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void writesAtItsOffsetAndLeavesTheRestAlone() {
    Preprocessor preprocessor =
        new Preprocessor(PreprocessSpec.unitRange(1, Interpolation.NEAREST));
    FloatBuffer target =
        ByteBuffer.allocateDirect(4 * 8).order(ByteOrder.nativeOrder()).asFloatBuffer();
    target.position(2);

    preprocessor.normalize(new RgbImage(1, 1, bytes(255, 0, 51)), target, 4);

    float[] values = new float[8];
    target.get(0, values);
    assertThat(values).containsExactly(0, 0, 0, 0, 1, 0, 51 * (1f / 255), 0);
    assertThat(target.position()).isEqualTo(2);
  }

  @Test
  void preprocessIsResizingThenNormalizing() {
    Preprocessor preprocessor = new Preprocessor(PreprocessSpec.imageNet(8, Interpolation.LINEAR));
    RgbImage image = RgbImage.of(noise(21, 13));
    FloatBuffer atOnce = FloatBuffer.allocate(192);
    FloatBuffer inSteps = FloatBuffer.allocate(192);

    preprocessor.preprocess(image, atOnce, 0);
    preprocessor.normalize(Resizing.resize(image, 8, 8, Interpolation.LINEAR), inSteps, 0);

    assertThat(atOnce.array()).isEqualTo(inSteps.array());
  }

  @Test
  void refusesAnotherSizeAndABufferThatIsTooSmallBeforeWriting() {
    Preprocessor preprocessor =
        new Preprocessor(PreprocessSpec.unitRange(2, Interpolation.NEAREST));
    FloatBuffer target = FloatBuffer.allocate(13);

    assertThatThrownBy(() -> preprocessor.normalize(RgbImage.of(noise(3, 2)), target, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model takes images of 2 x 2 pixels, got 3 x 2; resize the image first");
    assertThatThrownBy(() -> preprocessor.normalize(RgbImage.of(noise(2, 2)), target, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(target.array()).containsOnly(0f);
  }
}
