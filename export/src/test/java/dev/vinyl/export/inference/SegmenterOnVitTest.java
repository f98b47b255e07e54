package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.PatchFeatures;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.SegmentedImage;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.model.ModelMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The embeddable segmenter on exported vision transformers. */
class SegmenterOnVitTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");

  @TempDir Path folder;

  private Path export(InferenceModel model, ParameterSet weights, Variant variant)
      throws IOException {
    ModelMetadata metadata =
        new ModelMetadata(
            model.task(),
            PreprocessSpec.imageNet(model.config().imageWidth(), Interpolation.AREA),
            CLASSES.subList(0, model.classes()),
            model.config().patchSize(),
            Map.of());
    Path file = folder.resolve(model.getClass().getSimpleName() + ".onnx");
    new ModelExporter(model, weights, metadata)
        .settings(ExportSettings.defaults().withVariant(variant))
        .export(file);
    return file;
  }

  private static ImageSource noise(int seed) {
    byte[] pixels = new byte[3 * 90 * 70];
    new Random(seed).nextBytes(pixels);
    return ImageSource.of(new RgbImage(90, 70, pixels));
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void answersDoNotDependOnWhichImagesShareARun(Variant variant) throws Exception {
    EncoderDecoder model = new EncoderDecoder(VitConfig.viny(), new SegmentationHead(3));
    Path file = export(model, TrainingArtifacts.initialParameters(model, 1), variant);
    List<float[]> alone = new ArrayList<>();
    try (Segmenter segmenter = Segmenter.open(file, SegmenterOptions.defaults().withThreads(2))) {
      for (int i = 0; i < 7; i++) {
        alone.add(segmenter.segment(noise(i)).modelProbabilities("pet").values());
      }
    }
    for (int batch : new int[] {2, 5}) {
      SegmenterOptions options = SegmenterOptions.defaults().withThreads(1).withMaxBatch(batch);
      try (Segmenter segmenter = Segmenter.open(file, options)) {
        List<SegmentedImage> together =
            segmenter
                .segmentAll(IntStream.range(0, 7).mapToObj(SegmenterOnVitTest::noise))
                .toList();
        for (int i = 0; i < 7; i++) {
          assertThat(together.get(i).segmentation().modelProbabilities("pet").values())
              .isEqualTo(alone.get(i));
        }
      }
    }
  }

  @Test
  void featuresAreTheEncodersTokens() throws Exception {
    VitConfig micro = VitConfig.micro();
    EncoderDecoder model = new EncoderDecoder(micro, new SegmentationHead(3));
    ParameterSet weights = TrainingArtifacts.initialParameters(model, 1);
    ParameterSet encoder = weights.withoutPrefix("encoder.").renamed(name -> "encoder." + name);
    Path features = export(InferenceModel.features(micro, false), encoder, Variant.PORTABLE);
    float[] expected = tokens(features, noise(1));

    try (Segmenter segmenter =
        Segmenter.open(export(SegmentationHead.tokenOutput(model), weights, Variant.PORTABLE))) {
      PatchFeatures found = segmenter.segment(noise(1)).features().orElseThrow();

      int patches = micro.imageWidth() / micro.patchSize();
      assertThat(found.rows()).isEqualTo(patches);
      assertThat(found.columns()).isEqualTo(patches);
      assertThat(found.values()).hasSameSizeAs(expected).containsExactly(expected, within(1e-5f));
    }
    try (Segmenter segmenter = Segmenter.open(export(model, weights, Variant.PORTABLE))) {
      assertThat(segmenter.segment(noise(1)).features()).isEmpty();
    }
  }

  private static float[] tokens(Path file, ImageSource image) throws Exception {
    try (BatchModel model = BatchModel.open(file, SessionSettings.forInference());
        ImagePreparer preparer =
            new ImagePreparer(
                model.metadata().preprocess(), TensorLayout.NCHW, DecodeLimits.defaults())) {
      ByteBuffer in = direct(model.input().bytes());
      ByteBuffer out = direct(model.output("tokens").orElseThrow().bytes());
      preparer.prepare(image, in.asFloatBuffer(), 0);
      model.run(1, in, Map.of("tokens", out));
      float[] tokens = new float[out.capacity() / Float.BYTES];
      out.asFloatBuffer().get(tokens);
      return tokens;
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Test
  void aModelThatDecidesGivesTheSameMask() throws Exception {
    EncoderDecoder model = new EncoderDecoder(VitConfig.micro(), new SegmentationHead(3));
    ParameterSet weights = TrainingArtifacts.initialParameters(model, 1);
    try (Segmenter logits = Segmenter.open(export(model, weights, Variant.PORTABLE));
        Segmenter decided =
            Segmenter.open(export(SegmentationHead.maskOutput(model), weights, Variant.PORTABLE))) {
      Segmentation found = decided.segment(noise(2));

      assertThat(found.modelMask().classes())
          .isEqualTo(logits.segment(noise(2)).modelMask().classes());
      assertThat(found.mask().width()).isEqualTo(90);
    }
  }
}
