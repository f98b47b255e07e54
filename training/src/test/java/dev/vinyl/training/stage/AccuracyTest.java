package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.internal.augment.MixUp;
import dev.vinyl.training.internal.augment.WholeImage;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccuracyTest {

  /** Images of brightness 0, 1, ... 6; a model that takes the brightness modulo 3 for the class. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16})
  void countsTheImagesWhoseHighestLogitIsThatOfTheirClass(int batch) throws IOException {
    List<Integer> labels = List.of(0, 1, 2, 0, 1, 0, 1); // the last two are wrong
    ImageExamples examples =
        new ClassifiedExamples(
            new ImageExamples.View(
                index ->
                    new ImageLoader.Decoded(
                        new RgbImage(1, 1, new byte[] {(byte) index, 0, 0}), null),
                labels.size(),
                PreprocessSpec.unitRange(1, Interpolation.NEAREST),
                new WholeImage(),
                List.of(),
                null,
                new RandomStreams(1)),
            labels,
            3,
            new MixUp(0),
            0);

    Validation.Scores scores =
        new Accuracy(examples, "top-1 accuracy", 3, batch).validate(1, new Brightness());

    assertThat(scores.criterion()).isEqualTo(5.0 / 7);
    assertThat(scores.values()).isEqualTo(Map.of("top-1 accuracy", 5.0 / 7));
  }

  /** The same model on patches of one pixel; those of the value 255 count neither way. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void leavesIgnoredPatchesOut(int batch) throws IOException {
    int[] target = {0, 1, 255, 0, 255, 0, 255}; // of the four that count, the last is wrong
    ImageExamples examples =
        new TargetExamples(
            new ImageExamples.View(
                index ->
                    new ImageLoader.Decoded(
                        new RgbImage(1, 1, new byte[] {(byte) index, 0, 0}),
                        new ClassMask(1, 1, new byte[] {(byte) target[index]})),
                target.length,
                PreprocessSpec.unitRange(1, Interpolation.NEAREST),
                new WholeImage(),
                List.of(),
                null,
                new RandomStreams(1)),
            new IntermediateSpatial(new ColouredShapes(1), onePixel()).target());

    Validation.Scores scores =
        new Accuracy(examples, "patch accuracy", 3, batch).validate(1, new Brightness());

    assertThat(scores.criterion()).isEqualTo(3.0 / 4);
  }

  /** Patches of one pixel, one to an image. */
  private static StageConfig onePixel() throws IOException {
    return StagesTest.spatialConfig(
        "model={imageSize: 1, patchSize: 1, dim: 2, depth: 1, heads: 1, headDim: 2, mlpDim: 2}");
  }

  /** Gives the right class a logit that is higher than the others, and below zero. */
  private static final class Brightness implements TrainingEngine {
    @Override
    public Validation.Output evaluate(List<TensorInput> inputs) {
      int images = (int) inputs.get(0).shape()[0];
      FloatBuffer image = (FloatBuffer) inputs.get(0).data();
      float[] logits = new float[3 * images];
      for (int i = 0; i < logits.length; i++) {
        int brightness = Math.round(image.get(i / 3 * 3) * 255);
        logits[i] = brightness % 3 == i % 3 ? -1 : -2;
      }
      return new Validation.Output(0, Map.of("logits", logits));
    }

    @Override
    public void setLearningRate(float rate) {}

    @Override
    public float trainStep(List<TensorInput> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long step() {
      return 0;
    }

    @Override
    public ParameterSet parameters() {
      return ParameterSet.of(List.of());
    }

    @Override
    public void saveState(Path file) {}

    @Override
    public void close() {}
  }
}
