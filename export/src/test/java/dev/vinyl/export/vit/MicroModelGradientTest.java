package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients of the whole micro models, tensor by tensor, against finite differences. */
class MicroModelGradientTest {
  private static final int BATCH = 2;
  private static final VitConfig MICRO = VitConfig.micro();

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void segmentationsGradientsAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    assertSegmentation(SegmentationHead.Loss.CROSS_ENTROPY, false, dialect);
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void gradientsThroughTheLogSoftmaxOverPixelsAreTheSlopesOfTheLoss(Dialect dialect)
      throws Exception {
    assertSegmentation(SegmentationHead.Loss.CROSS_ENTROPY, true, dialect);
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void weightedSmoothedSegmentationsGradientsWithDiceAreTheSlopesOfTheLoss(Dialect dialect)
      throws Exception {
    assertSegmentation(new SegmentationHead.Loss(List.of(0.5, 1.0, 2.5), 0.5, 0.1), false, dialect);
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void gradientsWithScaledBranchesAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    TrainableModel model =
        new StochasticDepthModel(new EncoderDecoder(MICRO, new PatchClassificationHead(3)));
    try (GraphRunner runner = ModelRunner.of(model, dialect)) {
      runner.feed("labels", labels(BATCH * MICRO.patches()), BATCH, MICRO.patches());
      float[] scales = {1, 1, 0, 1.25f, 1.5f, 0, 1, 1, 1.25f, 1.25f, 0, 1.5f};
      runner.feed("branch_scales", scales, BATCH, 6);
      assertGradientsAreSlopes(runner, model, "encoder.cls_token");
    }
  }

  private static void assertSegmentation(
      SegmentationHead.Loss loss, boolean overPixels, Dialect dialect) throws Exception {
    assertSegmentation(
        new EncoderDecoder(MICRO, new SegmentationHead(3, loss, overPixels)), dialect);
  }

  private static void assertSegmentation(EncoderDecoder model, Dialect dialect) throws Exception {
    assertSegmentation(model, dialect, List.of("encoder.cls_token"));
  }

  private static void assertSegmentation(EncoderDecoder model, Dialect dialect, List<String> unused)
      throws Exception {
    int height = model.config().imageHeight();
    int width = model.config().imageWidth();
    try (GraphRunner runner = ModelRunner.of(model, dialect)) {
      runner.feed("labels", labels(BATCH * height * width), BATCH, height, width);
      assertGradientsAreSlopes(runner, model, unused.toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void spatialGradientsAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    EncoderDecoder model = new EncoderDecoder(MICRO, new PatchClassificationHead(3));
    try (GraphRunner runner = ModelRunner.of(model, dialect)) {
      runner.feed("labels", labels(BATCH * MICRO.patches()), BATCH, MICRO.patches());
      assertGradientsAreSlopes(runner, model, "encoder.cls_token");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void gradientsOfAModelForRectanglesAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    VitConfig wide = new VitConfig(24, 40, 8, 24, 2, 2, 12, 48); // 3 x 5 patches
    SegmentationHead.Loss loss = new SegmentationHead.Loss(List.of(0.5, 1.0, 2.5), 0.5, 0.1);
    assertSegmentation(new EncoderDecoder(wide, new SegmentationHead(3, loss, true)), dialect);
    EncoderDecoder spatial = new EncoderDecoder(wide, new PatchClassificationHead(3));
    try (GraphRunner runner = ModelRunner.of(spatial, dialect)) {
      runner.feed("labels", labels(BATCH * wide.patches()), BATCH, wide.patches());
      assertGradientsAreSlopes(runner, spatial, "encoder.cls_token");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void classificationsGradientsAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    EncoderDecoder model = new EncoderDecoder(MICRO, new ClassificationHead(3));
    try (GraphRunner runner = ModelRunner.of(model, dialect)) {
      runner.feed("targets", new float[] {0.7f, 0, 0.3f, 0, 0.9f, 0.1f}, BATCH, 3);
      assertGradientsAreSlopes(runner, model);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void gradientsOfOtherFamiliesPartsAreTheSlopesOfTheLoss(Dialect dialect) throws Exception {
    VitVariant dino = VitVariant.plain().withRegisters(2).withLayerScale(true);
    VitVariant clip =
        VitVariant.plain()
            .withPatchBias(false)
            .withInputNorm(true)
            .withMlp(VitVariant.Mlp.QUICK_GELU)
            .withPositions(VitVariant.Positions.FACTORED);
    VitVariant giant =
        VitVariant.plain()
            .withClassToken(VitVariant.ClassToken.NONE)
            .withMlp(VitVariant.Mlp.SWIGLU)
            .withQkvBias(false)
            .withFinalNorm(false)
            .withPositions(VitVariant.Positions.SINE_COSINE);
    for (VitVariant variant : List.of(dino, clip, giant)) {
      VitConfig wide = new VitConfig(24, 40, 8, 24, 2, 2, 12, 48, variant); // 3 x 5 patches
      EncoderDecoder spatial = new EncoderDecoder(wide, new PatchClassificationHead(3));
      try (GraphRunner runner = ModelRunner.of(spatial, dialect)) {
        runner.feed("labels", labels(BATCH * wide.patches()), BATCH, wide.patches());
        assertGradientsAreSlopes(runner, spatial);
      }
      assertSegmentation(
          new EncoderDecoder(
              wide,
              new SegmentationHead(
                  3, SegmentationHead.Loss.CROSS_ENTROPY, false, SegmentationHead.Kind.LINEAR)),
          dialect,
          List.of());
      EncoderDecoder whole = new EncoderDecoder(wide, new ClassificationHead(3));
      try (GraphRunner runner = ModelRunner.of(whole, dialect)) {
        runner.feed("targets", new float[] {0.7f, 0, 0.3f, 0, 0.9f, 0.1f}, BATCH, 3);
        assertGradientsAreSlopes(runner, whole);
      }
    }
  }

  private static void assertGradientsAreSlopes(
      GraphRunner runner, TrainableModel model, String... unused) throws Exception {
    ParameterSet weights = TrainingArtifacts.initialParameters(model, 1);
    int height = model.config().imageHeight();
    int width = model.config().imageWidth();
    runner.feed("image", randomImages(height * width), BATCH, 3, height, width);
    GraphRunner.Outputs outputs = runner.feed(weights).run();

    for (Parameter parameter : weights) {
      String name = parameter.name();
      if (List.of(unused).contains(name)) {
        assertThat(outputs.values()).doesNotContainKey(ModelRunner.GRADIENT + name);
        continue;
      }
      float[] gradient = outputs.get(ModelRunner.GRADIENT + name);
      double norm = norm(gradient);
      assertThat(norm).as(name).isGreaterThan(1e-6);
      double slope = slopeAlong(runner, parameter, gradient, norm);
      assertThat(slope).as(name).isCloseTo(norm, within(0.02 * norm));
    }
  }

  /**
   * The loss's slope in the direction of the gradient; it is the gradient's norm if that is right.
   */
  private static double slopeAlong(
      GraphRunner runner, Parameter parameter, float[] gradient, double norm) throws Exception {
    double step = Math.min(0.3, 2e-3 / norm); // moves the loss by some thousandths: no rounding
    double above = lossAt(runner, parameter, gradient, step / norm);
    double below = lossAt(runner, parameter, gradient, -step / norm);
    runner.feed(List.of(parameter));
    return (above - below) / (2 * step);
  }

  private static double lossAt(
      GraphRunner runner, Parameter parameter, float[] direction, double distance)
      throws Exception {
    float[] moved = parameter.values().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (distance * direction[i]);
    }
    return runner.feed(parameter.name(), moved, parameter.shape()).run().get("loss")[0];
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static float[] randomImages(int pixelsOfImage) {
    Random random = new Random(3);
    float[] pixels = new float[BATCH * 3 * pixelsOfImage];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static long[] labels(int count) {
    return new Random(4).longs(count, 0, 3).toArray();
  }
}
