package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tensors of a model with all their sizes, compared with what its description says.
 *
 * @param input what it takes
 * @param outputs what it gives, those of types that Vinyl handles
 * @param declared all that it gives, as the file declares it, for people
 * @param fixedBatch the number of images of every run, where the file fixes it
 */
record ModelTensors(
    TensorSpec input, List<TensorSpec> outputs, List<String> declared, OptionalInt fixedBatch) {
  private static final int FREE = -1;
  private static final int CHANNELS = 3;

  static ModelTensors of(ModelSession session, ModelDescription description) throws ModelException {
    Map<String, TensorInfo> inputs = session.inputs();
    String name = inputName(session.name(), inputs, description);
    TensorSpec input = new TensorSpec(name, TensorSpec.Type.FLOAT32, inputShape(description));
    TensorInfo info = Objects.requireNonNull(inputs.get(name));
    requireFits(session.name(), description, input, info);
    long batch = info.getShape()[0];
    OptionalInt fixedBatch = batch == FREE ? OptionalInt.empty() : OptionalInt.of((int) batch);
    List<String> declared =
        session.outputs().entrySet().stream()
            .map(output -> output.getKey() + " " + declared(output.getValue()))
            .toList();
    return new ModelTensors(
        input, outputs(session, input, fixedBatch.orElse(1)), declared, fixedBatch);
  }

  private static String declared(TensorInfo info) {
    return info.type + " " + Arrays.toString(info.getShape());
  }

  private static String inputName(
      String model, Map<String, TensorInfo> inputs, ModelDescription description)
      throws ModelException {
    String wanted = description.input();
    if (wanted == null && inputs.size() > 1) {
      throw new ModelException(
          model,
          "it has the inputs %s; say which takes the images, under input.name"
              .formatted(inputs.keySet()));
    }
    String name = wanted != null ? wanted : inputs.keySet().stream().findFirst().orElse("");
    if (!inputs.containsKey(name)) {
      throw new ModelException(
          model,
          inputs.containsKey("picture")
              ? "it prepares images itself, for other runtimes; export it without"
                  + " --with-preprocessing"
              : "the model has no input '%s', it has %s; %s"
                  .formatted(name, inputs.keySet(), remedy(description)));
    }
    if (inputs.size() != 1) {
      throw new ModelException(
          model,
          "the model must have one input, '%s', it has %s; export one that has no other"
              .formatted(name, inputs.keySet()));
    }
    return name;
  }

  private static String remedy(ModelDescription description) {
    return description.isForeign() ? "correct its description" : "export the model again";
  }

  private static List<Integer> inputShape(ModelDescription description) {
    PreprocessSpec size = description.metadata().preprocess();
    return description.inputLayout() == TensorLayout.NCHW
        ? List.of(CHANNELS, size.height(), size.width())
        : List.of(size.height(), size.width(), CHANNELS);
  }

  private static void requireFits(
      String model, ModelDescription description, TensorSpec wanted, TensorInfo info)
      throws ModelException {
    long[] shape = BatchModel.shape(FREE, wanted);
    long[] declared = info.getShape();
    boolean fits = info.type == OnnxJavaType.FLOAT && declared.length == shape.length;
    for (int i = 1; fits && i < shape.length; i++) {
      fits = declared[i] == FREE || declared[i] == shape[i];
    }
    if (!fits || declared[0] == 0 || declared[0] < FREE) {
      throw new ModelException(
          model,
          "input '%s' must be FLOAT %s (-1 is any number) as its description says, it is %s; %s"
              .formatted(
                  wanted.name(), Arrays.toString(shape), declared(info), remedy(description)));
    }
  }

  /** Sizes that the file leaves open are found out by running the model once, on zeros. */
  private static List<TensorSpec> outputs(ModelSession session, TensorSpec input, int batch)
      throws ModelException {
    Map<String, TensorInfo> declared = session.outputs();
    boolean open =
        declared.values().stream()
            .anyMatch(
                info -> Arrays.stream(info.getShape()).skip(1).anyMatch(size -> size == FREE));
    Map<String, long[]> tried = open ? tryOut(session, input, batch) : Map.of();
    List<TensorSpec> outputs = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> entry : declared.entrySet()) {
      long[] shape = tried.getOrDefault(entry.getKey(), entry.getValue().getShape());
      Optional<TensorSpec.Type> type = TensorSpec.Type.of(entry.getValue().type);
      if (type.isPresent() && shape.length > 0) {
        outputs.add(spec(session.name(), entry.getKey(), type.get(), shape));
      }
    }
    return List.copyOf(outputs);
  }

  private static TensorSpec spec(String model, String output, TensorSpec.Type type, long[] shape)
      throws ModelException {
    try {
      return new TensorSpec(
          output, type, Arrays.stream(shape).skip(1).mapToObj(Math::toIntExact).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(
          model, "output '%s' cannot be used: %s".formatted(output, e.getMessage()), e);
    }
  }

  private static Map<String, long[]> tryOut(ModelSession session, TensorSpec input, int batch)
      throws ModelException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.multiplyExact(batch, input.bytes()));
    try (OnnxTensor images =
        BatchModel.tensor(
            input,
            zeros.order(ByteOrder.nativeOrder()),
            BatchModel.shape(batch, input),
            session.environment())) {
      return session.trialShapes(Map.of(input.name(), images));
    } catch (OrtException e) {
      throw new ModelException(
          session.name(),
          "ONNX Runtime cannot run it on an image of the described size (%s); correct the description"
              .formatted(ModelSession.oneLine(e)),
          e);
    }
  }
}
