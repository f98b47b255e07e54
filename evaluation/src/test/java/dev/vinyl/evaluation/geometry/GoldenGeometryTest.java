package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.evaluation.geometry.EncoderGeometry.CosineByDistance;
import dev.vinyl.evaluation.geometry.EncoderGeometry.VarianceDecomposition;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.export.Golden;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens of PyTorch's 100 images, by the exported encoder, have PyTorch's geometry. */
class GoldenGeometryTest {
  private static final int BATCH = 10;
  private static final double PERCENT = 0.01; // 1e-4 relative

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"small", "viny"})
  void variancesAndCosineCurveAreThoseOfPyTorch(String model) throws Exception {
    Golden golden = Golden.of(model);
    VitConfig config = golden.config();
    int side = config.imageWidth() / config.patchSize();
    VarianceAccumulator variances = new VarianceAccumulator(config.dim());
    CosineAccumulator cosines = new CosineAccumulator(side, side);
    forEachImage(
        golden,
        tokens -> {
          variances.add(tokens);
          cosines.add(tokens);
        });

    JsonNode expected = golden.json().get("geometry");
    Bootstrap bootstrap = new Bootstrap(200, 0.95, 1);
    VarianceDecomposition variance = variances.result(bootstrap);
    assertThat(variance.images()).isEqualTo(expected.get("images").asLong());
    assertAround(variance.withinImage(), expected.get("withinImageVariance"));
    assertAround(variance.acrossImages(), expected.get("acrossImageVariance"));
    CosineByDistance curve = cosines.result(bootstrap);
    JsonNode distances = expected.get("cosineByDistance");
    assertThat(curve.maxDistance()).isEqualTo(distances.size());
    for (int distance = 1; distance <= curve.maxDistance(); distance++) {
      assertAround(curve.at(distance), distances.get(String.valueOf(distance)));
    }
  }

  private static void assertAround(ConfidenceInterval found, JsonNode expected) {
    assertThat(found.estimate()).isCloseTo(expected.asDouble(), withinPercentage(PERCENT));
    assertThat(found.contains(found.estimate())).isTrue();
  }

  private void forEachImage(Golden golden, Consumer<PatchTokens> consumer)
      throws IOException, OrtException {
    VitConfig config = golden.config();
    int size = config.imageWidth();
    int side = size / config.patchSize();
    int values = config.patches() * config.dim();
    ByteBuffer pixels = golden.values().bytes("geometry_image"); // [100, 3, S, S]
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    try (OrtSession.SessionOptions options =
            SessionSettings.forInference().withIntraOpThreads(1).toOptions();
        OrtSession session = environment.createSession(exported(golden).toString(), options)) {
      while (pixels.hasRemaining()) {
        float[] image = new float[BATCH * VitConfig.CHANNELS * size * size];
        for (int i = 0; i < image.length; i++) {
          image[i] = (pixels.get() & 0xff) / 255f;
        }
        long[] shape = {BATCH, VitConfig.CHANNELS, size, size};
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(image), shape);
            OrtSession.Result result = session.run(Map.of("image", input))) {
          FloatBuffer tokens = ((OnnxTensor) result.get(0)).getFloatBuffer();
          for (int i = 0; i < BATCH; i++) {
            float[] own = new float[values];
            tokens.get(own);
            consumer.accept(new PatchTokens(side, side, config.dim(), own));
          }
        }
      }
    }
  }

  private Path exported(Golden golden) throws IOException {
    VitConfig config = golden.config();
    InferenceModel model = InferenceModel.features(config, false);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.FEATURES,
            PreprocessSpec.unitRange(config.imageWidth(), Interpolation.NEAREST),
            List.of(),
            config.patchSize(),
            Map.of());
    Path file = folder.resolve("encoder.onnx");
    new ModelExporter(
            model, golden.encoderWeights().renamed(GoldenGeometryTest::encoderName), metadata)
        .export(file);
    return file;
  }

  private static String encoderName(String name) {
    return name.startsWith("encoder.") ? name : "encoder." + name;
  }
}
