package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchClassificationHeadTest {
  private static final VitConfig MICRO = VitConfig.micro();
  private static final int PATCHES = 64;
  private static final int CLASSES = 3;

  /** 8 x 8 patches of 8 x 8 pixels, two images; a quarter of the first one's labels ignored. */
  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void lossIsTheMeanCrossEntropyOfThePatchesThatCount(Dialect dialect) throws Exception {
    EncoderDecoder model = new EncoderDecoder(MICRO, new PatchClassificationHead(CLASSES));
    long[] labels = new Random(2).longs(2 * PATCHES, 0, CLASSES).toArray();
    Arrays.fill(labels, 0, 16, TrainableModel.IGNORED);
    try (GraphRunner runner = ModelRunner.of(model, dialect)) {
      runner.feed(TrainingArtifacts.initialParameters(model, 1));
      runner.feed("image", images(2), 2, 3, 64, 64);
      GraphRunner.Outputs outputs = runner.feed("labels", labels, 2, PATCHES).run();

      float[] logits = outputs.get("logits"); // [2, 64, 3]
      double sum = 0;
      for (int patch = 16; patch < 2 * PATCHES; patch++) {
        double all = 0;
        for (int c = 0; c < CLASSES; c++) {
          all += Math.exp(logits[patch * CLASSES + c]);
        }
        sum += Math.log(all) - logits[patch * CLASSES + (int) labels[patch]];
      }
      assertThat((double) outputs.get("loss")[0]).isCloseTo(sum / 112, within(1e-5));
    }
  }

  /** The token of a patch and its pixels are at the same place. */
  @Test
  void logitsOfAPatchAreThoseOfItsPixelsInTheSegmentationModel() throws Exception {
    EncoderDecoder spatial = new EncoderDecoder(MICRO, new PatchClassificationHead(CLASSES));
    EncoderDecoder segmentation = new EncoderDecoder(MICRO, new SegmentationHead(CLASSES));
    ParameterSet weights = TrainingArtifacts.initialParameters(spatial, 1);
    float[] weight = weights.get("patch_classifier.weight").values(); // [3, 48]
    float[] bias = weights.get("patch_classifier.bias").values();
    try (GraphRunner patches = ModelRunner.of(spatial, Dialect.STANDARD);
        GraphRunner pixels = ModelRunner.of(segmentation, Dialect.STANDARD)) {
      patches.feed(weights).feed("image", images(1), 1, 3, 64, 64);
      pixels.feed(weights).feed("image", images(1), 1, 3, 64, 64);
      pixels.feed("mlp.weight", repeatedRows(weight, 48), CLASSES * 64, 48);
      pixels.feed("mlp.bias", repeatedRows(bias, 1), CLASSES * 64);
      float[] ofPatches = patches.feed("labels", new long[PATCHES], 1, PATCHES).run().get("logits");
      float[] ofPixels =
          pixels.feed("labels", new long[64 * 64], 1, 64, 64).run().get("logits"); // [1, 3, 64, 64]

      float[] expected = new float[CLASSES * 64 * 64];
      for (int i = 0; i < expected.length; i++) {
        int patch = i / 64 % 64 / 8 * 8 + i % 64 / 8;
        expected[i] = ofPatches[patch * CLASSES + i / (64 * 64)];
      }
      Tolerance.assertWithin("pixels", 1e-5, ofPixels, expected);
    }
  }

  @Test
  void classesThatLabelsCannotNameAreRefused() {
    assertThatThrownBy(() -> new EncoderDecoder(MICRO, new PatchClassificationHead(256)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes must be 2..255, got 256");
    assertThatThrownBy(() -> new EncoderDecoder(MICRO, new ClassificationHead(1)))
        .hasMessage("classes must be at least 2, got 1");
  }

  /** Each row 64 times, once for each pixel of a patch. */
  private static float[] repeatedRows(float[] rows, int length) {
    float[] repeated = new float[64 * rows.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = rows[i / (64 * length) * length + i % length];
    }
    return repeated;
  }

  private static float[] images(int count) {
    Random random = new Random(3);
    float[] values = new float[count * 3 * 64 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
