package dev.vinyl.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainingExampleTest {
  private static final int SIZE = 16;

  @ParameterizedTest
  @EnumSource(ChannelOrder.class)
  void givesTheBitsThatServingGivesWhereNothingIsAugmented(ChannelOrder order) {
    PreprocessSpec spec =
        new PreprocessSpec(
            SIZE,
            SIZE,
            Interpolation.NEAREST,
            order,
            1f / 255,
            List.of(0.485f, 0.456f, 0.406f),
            List.of(0.229f, 0.224f, 0.225f));
    RgbImage image = noise();
    FloatBuffer served = FloatBuffer.allocate(5 + 3 * SIZE * SIZE);
    new Preprocessor(spec).preprocess(image, served, 5);

    TrainingExample example = new TrainingExample(spec);
    example.setImage(image);
    FloatBuffer trained = FloatBuffer.allocate(5 + 3 * SIZE * SIZE);
    example.writeImage(trained, 5);

    assertThat(trained.array()).isEqualTo(served.array());
    assertThat(trained.position()).isZero();
  }

  @Test
  void normalisesAfterAugmentation() {
    PreprocessSpec imageNet = PreprocessSpec.imageNet(1, Interpolation.NEAREST);
    TrainingExample example = new TrainingExample(imageNet);
    example.setImage(new RgbImage(1, 1, new byte[] {51, 102, (byte) 204}));
    Arrays.fill(example.values(), 0.3858f); // as an augmentation would leave it
    FloatBuffer written = FloatBuffer.allocate(3);
    example.writeImage(written, 0);

    // 0.3858 in all channels: (0.3858 - 0.485) / 0.229, (... - 0.456) / 0.224, ...
    assertThat(written.array())
        .containsExactly(new float[] {-0.43319f, -0.31339f, -0.08978f}, within(1e-4f));
  }

  @Test
  void writesClassesAsUnsigned64BitIntegers() {
    TrainingExample example = new TrainingExample(PreprocessSpec.unitRange(2, Interpolation.AREA));
    example.setMask(new ClassMask(2, 2, new byte[] {0, 1, 2, (byte) ClassMask.IGNORE}));
    LongBuffer written = LongBuffer.allocate(5);
    example.writeMask(written, 1);

    assertThat(written.array()).containsExactly(0, 0, 1, 2, 255);
  }

  @Test
  void worksWithoutAMask() {
    TrainingExample example = new TrainingExample(PreprocessSpec.unitRange(1, Interpolation.AREA));
    assertThat(example.classes()).isEmpty();
    example.setMask(new ClassMask(1, 1, new byte[] {2}));
    assertThat(example.classes()).containsExactly(2);
    example.setMask(null);
    assertThat(example.classes()).isEmpty();

    assertThatIllegalStateException()
        .isThrownBy(() -> example.writeMask(LongBuffer.allocate(1), 0))
        .withMessageContaining("came without a mask");
  }

  @Test
  void refusesWhatDoesNotFit() {
    TrainingExample example = new TrainingExample(PreprocessSpec.unitRange(2, Interpolation.AREA));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> example.setImage(noise()))
        .withMessage("an image of 16 x 16 pixels does not fit the model's input of 2 x 2");
    PreprocessSpec bytes =
        new PreprocessSpec(
            2,
            2,
            Interpolation.AREA,
            ChannelOrder.RGB,
            1,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingExample(bytes))
        .withMessageContaining("scale must be 1/255, got 1.0");
  }

  private static RgbImage noise() {
    byte[] pixels = new byte[3 * SIZE * SIZE];
    new Random(4).nextBytes(pixels);
    return new RgbImage(SIZE, SIZE, pixels);
  }
}
