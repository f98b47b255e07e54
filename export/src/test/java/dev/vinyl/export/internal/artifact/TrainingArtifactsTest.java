package dev.vinyl.export.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime's training session takes what we write for every model. */
class TrainingArtifactsTest {
  private static final VitConfig MICRO = VitConfig.micro();
  private static final int BATCH = 2;

  @TempDir Path folder;
  private final OrtEnvironment environment = OnnxRuntimeLibrary.loadForTraining().environment();

  static Stream<TrainableModel> models() {
    return Stream.of(
        new EncoderDecoder(MICRO, new ReconstructionHead()),
        new EncoderDecoder(MICRO, new ClassificationHead(6)),
        new EncoderDecoder(MICRO, new PatchClassificationHead(3)),
        new EncoderDecoder(MICRO, new SegmentationHead(3)),
        new EncoderDecoder(
            MICRO,
            new SegmentationHead(3, new SegmentationHead.Loss(List.of(1.0, 0.5, 2.0), 1, 0.1))));
  }

  @ParameterizedTest
  @MethodSource("models")
  void lossOfOneBatchFallsStepByStep(TrainableModel model) throws Exception {
    TrainingArtifacts files =
        TrainingArtifacts.write(
            folder,
            model,
            AdamW.withWeightDecay(0),
            TrainingArtifacts.initialParameters(model, new Initialization(0.1, true), 1));
    Map<String, OnnxTensor> inputs = inputs(files.inputs());
    try (OrtTrainingSession session =
        environment.createTrainingSession(
            files.checkpoint().toString(),
            files.trainingModel().toString(),
            files.evalModel().toString(),
            files.optimizerModel().toString())) {
      session.setLearningRate(1e-3f);
      float first = step(session, inputs);
      step(session, inputs);
      step(session, inputs);
      float last = step(session, inputs);

      assertThat(last).isPositive().isLessThan(0.999f * first);
      try (OrtSession.Result result = session.evalStep(inputs)) {
        assertThat((float) result.get(0).getValue()).isBetween(0f, last);
        assertThat(result).hasSize(2); // the loss and the prediction
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private float step(OrtTrainingSession session, Map<String, OnnxTensor> inputs)
      throws OrtException {
    session.lazyResetGrad();
    Map<String, OnnxTensor> all = new LinkedHashMap<>(inputs);
    try (OnnxTensor weight = OnnxTensor.createTensor(environment, 1f)) {
      all.put(TrainingArtifacts.LOSS_WEIGHT, weight);
      try (OrtSession.Result result = session.trainStep(all, Set.of("loss"))) {
        session.optimizerStep();
        return (float) result.get(0).getValue();
      }
    }
  }

  /** Noise for images, every second patch masked, and classes 0 and 1. */
  private Map<String, OnnxTensor> inputs(List<Value> values) throws OrtException {
    Random random = new Random(1);
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    for (Value value : values) {
      long[] sizes = new long[value.rank()];
      int count = 1;
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = axis == 0 ? BATCH : value.shape().size(axis);
        count *= (int) sizes[axis];
      }
      if (value.type() == DataType.INT64) {
        LongBuffer labels = LongBuffer.wrap(random.longs(count, 0, 2).toArray());
        tensors.put(value.name(), OnnxTensor.createTensor(environment, labels, sizes));
      } else {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
          numbers[i] =
              switch (value.name()) {
                case "masked" -> i % 2;
                case "targets" -> i % 7 == 0 ? 1 : 0; // image 0 is of class 0, 1 of class 1
                default -> random.nextFloat();
              };
        }
        FloatBuffer buffer = FloatBuffer.wrap(numbers);
        tensors.put(value.name(), OnnxTensor.createTensor(environment, buffer, sizes));
      }
    }
    return tensors;
  }
}
