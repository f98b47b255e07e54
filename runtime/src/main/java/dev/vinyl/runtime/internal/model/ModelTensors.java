package dev.vinyl.runtime.internal.model;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tensors of a model with all their sizes, compared with what its description says.
 *
 * @param input what it is given: float32
 * @param taken what the file takes: the same, or as float16 or uint8
 * @param outputs what it gives, those of types that Vinyl handles
 * @param declared all that it gives, as the file declares it, for people
 * @param fixedBatch the number of images of every run, where the file fixes it
 */
record ModelTensors(
    TensorSpec input,
    TensorSpec taken,
    List<TensorSpec> outputs,
    List<String> declared,
    OptionalInt fixedBatch) {
  private static final int FREE = -1;
  private static final int CHANNELS = 3;

  /** What images can be converted to. */
  private static final Set<TensorSpec.Type> INPUT_TYPES =
      EnumSet.of(TensorSpec.Type.FLOAT32, TensorSpec.Type.FLOAT16, TensorSpec.Type.UINT8);

  static ModelTensors of(ModelSession session, ModelDescription description) throws ModelException {
    Map<String, TensorInfo> inputs = session.inputs();
    String name = inputName(session.name(), inputs, description);
    TensorSpec input = new TensorSpec(name, TensorSpec.Type.FLOAT32, inputShape(description));
    TensorInfo info = Objects.requireNonNull(inputs.get(name));
    TensorSpec taken = new TensorSpec(name, inputType(info), input.shape());
    requireFits(session.name(), description, taken, info);
    requireWhole(session.name(), description, taken);
    long batch = info.getShape()[0];
    OptionalInt fixedBatch = batch == FREE ? OptionalInt.empty() : OptionalInt.of((int) batch);
    List<String> declared =
        session.outputs().entrySet().stream()
            .map(output -> output.getKey() + " " + declared(output.getValue()))
            .toList();
    return new ModelTensors(
        input, taken, outputs(session, taken, fixedBatch.orElse(1)), declared, fixedBatch);
  }

  /** Whether the file takes images of any height and width. */
  static boolean leavesSizeOpen(ModelSession session, ModelDescription description)
      throws ModelException {
    Map<String, TensorInfo> inputs = session.inputs();
    String name = inputName(session.name(), inputs, description);
    long[] shape = Objects.requireNonNull(inputs.get(name)).getShape();
    int first = description.inputLayout() == TensorLayout.NCHW ? 2 : 1;
    return shape.length == 4 && shape[first] == FREE && shape[first + 1] == FREE;
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

  /** The file's type where it can be given, else float32, which it is then told to be. */
  private static TensorSpec.Type inputType(TensorInfo info) {
    return TensorSpec.Type.of(info.type)
        .filter(INPUT_TYPES::contains)
        .orElse(TensorSpec.Type.FLOAT32);
  }

  /** Values other than those of the image's channels would be rounded to a few whole numbers. */
  private static void requireWhole(String model, ModelDescription description, TensorSpec taken)
      throws ModelException {
    PreprocessSpec values = description.metadata().preprocess();
    boolean whole =
        values.scale() == 1
            && values.mean().stream().allMatch(mean -> mean == 0)
            && values.std().stream().allMatch(std -> std == 1);
    if (taken.type() == TensorSpec.Type.UINT8 && !whole) {
      throw new ModelException(
          model,
          "input '%s' takes UINT8, an image's 0..255 as they are; write scale: 1 under input, without mean and std; %s"
              .formatted(taken.name(), remedy(description)));
    }
  }

  private static void requireFits(
      String model, ModelDescription description, TensorSpec wanted, TensorInfo info)
      throws ModelException {
    long[] shape = BatchModel.shape(FREE, wanted);
    long[] declared = info.getShape();
    boolean fits = info.type == wanted.type().onnxType() && declared.length == shape.length;
    for (int i = 1; fits && i < shape.length; i++) {
      fits = declared[i] == FREE || declared[i] == shape[i];
    }
    if (!fits || declared[0] == 0 || declared[0] < FREE) {
      throw new ModelException(
          model,
          "input '%s' must be %s %s (-1 is any number) as its description says, it is %s; %s"
              .formatted(
                  wanted.name(),
                  wanted.type().onnxType(),
                  Arrays.toString(shape),
                  declared(info),
                  remedy(description)));
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
