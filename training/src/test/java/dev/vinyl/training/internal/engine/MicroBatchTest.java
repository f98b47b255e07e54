package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Tolerance;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a batch is cut, and that a step in micro-batches is the step of the whole. */
class MicroBatchTest {
  private static final int IMAGES = 8;
  private static final VitConfig CONFIG = new VitConfig(16, 4, 16, 1, 2, 8, 32);
  private static final SegmentationHead.Loss LOSS =
      new SegmentationHead.Loss(List.of(1.0, 0.5, 2.0), 0.7, 0.1);

  /**
   * Far from AdamW's usual behaviour, where an update hardly depends on the gradient's size: with
   * an epsilon this large it is as good as proportional to it.
   */
  private static final AdamW PROPORTIONAL = new AdamW(0.9f, 0.999f, 1, 0, 0);

  private static final float RATE = 10;

  @TempDir Path folder;

  private record Outcome(double loss, ParameterSet parameters) {
    /** Of the last norm; it began at 0. */
    float[] bias() {
      return parameters.get("encoder.transformer.norm.bias").values();
    }
  }

  @Test
  void batchIsCutIntoMicroBatchesAsEvenAsCanBe() {
    assertThat(MicroBatch.split(images(8), 8)).containsExactly(new MicroBatch(0, 8, 8, 1));
    assertThat(MicroBatch.split(images(8), 100)).containsExactly(new MicroBatch(0, 8, 8, 1));
    assertThat(MicroBatch.split(images(8), 4))
        .containsExactly(new MicroBatch(0, 4, 8, 0.5f), new MicroBatch(4, 4, 8, 0.5f));
    assertThat(MicroBatch.split(images(8), 3))
        .containsExactly(
            new MicroBatch(0, 2, 8, 0.25f),
            new MicroBatch(2, 3, 8, 0.375f),
            new MicroBatch(5, 3, 8, 0.375f));
    assertThat(MicroBatch.split(images(3), 1))
        .containsExactly(
            new MicroBatch(0, 1, 3, 1 / 3f),
            new MicroBatch(1, 1, 3, 1 / 3f),
            new MicroBatch(2, 1, 3, 1 / 3f));
  }

  @Test
  void microBatchCountsByTheLabelsThatAreNotIgnored() {
    List<TensorInput> batch =
        List.of(
            images(3).get(0),
            Batches.longs(
                "labels",
                new long[] {
                  0,
                  1,
                  2,
                  0,
                  TrainableModel.IGNORED,
                  1,
                  1,
                  2,
                  TrainableModel.IGNORED,
                  TrainableModel.IGNORED,
                  TrainableModel.IGNORED,
                  TrainableModel.IGNORED
                },
                3,
                2,
                2));

    assertThat(MicroBatch.split(batch, 1))
        .containsExactly(
            new MicroBatch(0, 1, 3, 4 / 7f),
            new MicroBatch(1, 1, 3, 3 / 7f),
            new MicroBatch(2, 1, 3, 0));
    assertThat(MicroBatch.whole(batch)).isEqualTo(new MicroBatch(0, 3, 3, 1));
  }

  @Test
  void microBatchesWithoutAnyLabelCountForNothing() {
    List<TensorInput> batch =
        List.of(
            images(2).get(0),
            Batches.longs(
                "labels", new long[] {TrainableModel.IGNORED, TrainableModel.IGNORED}, 2, 1, 1));

    assertThat(MicroBatch.split(batch, 1))
        .containsExactly(new MicroBatch(0, 1, 2, 0), new MicroBatch(1, 1, 2, 0));
    assertThat(MicroBatch.split(batch, 2)).containsExactly(new MicroBatch(0, 2, 2, 0));
  }

  static Stream<Arguments> enginesAndModels() {
    return enginesAnd(
        List.of(
            Named.of("segmentation", new EncoderDecoder(CONFIG, new SegmentationHead(3))),
            Named.of(
                "segmentation, whole loss",
                new EncoderDecoder(CONFIG, new SegmentationHead(3, LOSS))),
            Named.of("masked images", new EncoderDecoder(CONFIG, new ReconstructionHead())),
            Named.of("classification", new EncoderDecoder(CONFIG, new ClassificationHead(5))),
            Named.of("patches", new EncoderDecoder(CONFIG, new PatchClassificationHead(3))),
            Named.of(
                "stochastic depth",
                new StochasticDepthModel(
                    new EncoderDecoder(CONFIG, new PatchClassificationHead(3))))));
  }

  static Stream<Arguments> enginesAndModelsWithLabels() {
    return enginesAnd(
        List.of(
            Named.of("segmentation", new EncoderDecoder(CONFIG, new SegmentationHead(3))),
            Named.of(
                "segmentation, whole loss",
                new EncoderDecoder(CONFIG, new SegmentationHead(3, LOSS))),
            Named.of("patches", new EncoderDecoder(CONFIG, new PatchClassificationHead(3)))));
  }

  private static Stream<Arguments> enginesAnd(List<Named<? extends TrainableModel>> models) {
    return Stream.of(EngineKind.values())
        .flatMap(kind -> models.stream().map(model -> Arguments.of(kind, model)));
  }

  @ParameterizedTest
  @MethodSource("enginesAndModels")
  void partsGiveTheStepOfTheWhole(EngineKind kind, TrainableModel model) throws Exception {
    List<TensorInput> batch = Batches.noise(model, IMAGES, 1);
    assertSameInParts(kind, model, PROPORTIONAL, batch);
  }

  @ParameterizedTest
  @MethodSource("enginesAndModelsWithLabels")
  void imagesCountByTheirLabelsWhereSomeAreIgnored(EngineKind kind, TrainableModel model)
      throws Exception {
    List<TensorInput> batch = Batches.noise(model, IMAGES, 1);
    LongBuffer labels = (LongBuffer) batch.get(1).data();
    int each = labels.capacity() / IMAGES;
    for (int i = 0; i < 3 * each / 2; i++) { // all of the first image and half of the second
      labels.put(i, TrainableModel.IGNORED);
    }
    assertSameInParts(kind, model, PROPORTIONAL, batch);
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreClippedByTheNormOfTheWholeStep(EngineKind kind) throws Exception {
    TrainableModel model = new EncoderDecoder(CONFIG, new SegmentationHead(3));
    List<TensorInput> batch = Batches.noise(model, IMAGES, 1);
    AdamW clipped = new AdamW(0.9f, 0.999f, 1, 0, 0.01f);

    float[] free = step(kind, model, PROPORTIONAL, batch, IMAGES).bias();
    float[] bound = step(kind, model, clipped, batch, IMAGES).bias();

    assertThat(Math.abs(bound[0])).isLessThan(0.5f * Math.abs(free[0]));
    assertSameInParts(kind, model, clipped, batch);
  }

  /** In 4 + 4, in 2 + 3 + 3 and one by one. */
  private void assertSameInParts(
      EngineKind kind, TrainableModel model, AdamW adamW, List<TensorInput> batch)
      throws IOException {
    Outcome whole = step(kind, model, adamW, batch, IMAGES);
    for (int microBatch : new int[] {4, 3, 1}) {
      Outcome parts = step(kind, model, adamW, batch, microBatch);

      assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-5 * whole.loss()));
      for (Parameter parameter : whole.parameters()) {
        Tolerance.assertRelative(
            "%s in parts of %d".formatted(parameter.name(), microBatch),
            1e-5,
            parts.parameters().get(parameter.name()).values(),
            parameter.values());
      }
    }
  }

  private Outcome step(
      EngineKind kind, TrainableModel model, AdamW adamW, List<TensorInput> batch, int microBatch)
      throws IOException {
    EngineRequest request =
        new EngineRequest(
            model,
            TrainingArtifacts.initialParameters(model, 1),
            Optimization.uniform(adamW),
            microBatch,
            folder,
            null);
    try (TrainingEngine engine = kind.open(request)) {
      engine.setLearningRate(RATE);
      return new Outcome(engine.trainStep(batch), engine.parameters());
    }
  }

  private static List<TensorInput> images(int count) {
    return List.of(Batches.floats("image", new float[count], count, 1));
  }
}
