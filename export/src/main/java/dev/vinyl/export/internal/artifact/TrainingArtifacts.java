package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The four files from which ONNX Runtime's training session starts, and what is to be fed.
 *
 * @param trainingModel forward pass, loss and gradients, which are added to the session's buffers
 * @param evalModel forward pass and loss
 * @param optimizerModel one AdamW step
 * @param checkpoint parameters, and optimizer state if training has begun
 * @param inputs the model's inputs while it is trained, in the order in which the session takes
 *     them; a training step takes {@link #LOSS_WEIGHT} after them
 * @param evaluationInputs the same while it is evaluated, without {@link #LOSS_WEIGHT}
 * @param parameters that the model declares, in that order
 * @param classes labels are 0 up to but not including this, or {@link TrainableModel#IGNORED}; 0
 *     where the model takes none
 */
public record TrainingArtifacts(
    Path trainingModel,
    Path evalModel,
    Path optimizerModel,
    Path checkpoint,
    List<Value> inputs,
    List<Value> evaluationInputs,
    List<ParameterSpec> parameters,
    int classes) {
  /**
   * The training model's last input of its own, a float32 scalar: what the gradients are multiplied
   * by. The loss that comes out is not.
   */
  public static final String LOSS_WEIGHT = TrainingGraph.LOSS_WEIGHT;

  /**
   * Writes the files.
   *
   * <p>A parameter on which the loss does not depend, such as the class token while segmenting, is
   * kept in the checkpoint as frozen.
   *
   * @param folder is made if missing; files of the same names are replaced
   * @param initial values of every parameter of the model, by name
   * @throws IllegalArgumentException if a parameter is missing, of another shape, or not the
   *     model's
   * @throws IOException if a file cannot be written
   */
  public static TrainingArtifacts write(
      Path folder, TrainableModel model, AdamW optimizer, ParameterSet initial) throws IOException {
    Files.createDirectories(folder);
    TrainingGraph training = TrainingGraph.of(model, Dialect.ONNX_RUNTIME);
    checkParameters(training.graph().parameters(), initial);
    TrainingGraph.Evaluation evaluation = TrainingGraph.Evaluation.of(model, Dialect.ONNX_RUNTIME);
    TrainingArtifacts files =
        new TrainingArtifacts(
            folder.resolve("training_model.onnx"),
            folder.resolve("eval_model.onnx"),
            folder.resolve("optimizer_model.onnx"),
            folder.resolve("checkpoint"),
            training.inputs(),
            evaluation.inputs(),
            training.graph().parameters(),
            model.classes());

    writeCheckpoint(files.checkpoint, training, initial);
    writeBytes(files.trainingModel, trainingModel(training));
    writeBytes(files.evalModel, evaluation.model());
    writeBytes(files.optimizerModel, OptimizerModel.toBytes(optimizer));
    return files;
  }

  /** The paper's initial values for every parameter of a model; they follow from the seed. */
  public static ParameterSet initialParameters(TrainableModel model, long seed) {
    return initialParameters(model, Initialization.PAPER, seed);
  }

  /** Initial values for every parameter of a model; they follow from the seed. */
  public static ParameterSet initialParameters(
      TrainableModel model, Initialization first, long seed) {
    return first.draw(parameters(model), seed);
  }

  /** The parameters that a model declares. */
  public static List<ParameterSpec> parameters(TrainableModel model) {
    Graph graph = new Graph("parameters", TrainingGraph.OPSET, Dialect.STANDARD);
    model.build(new GraphBuilder(graph));
    return graph.parameters();
  }

  /** The same files with another checkpoint to start from. */
  public TrainingArtifacts withCheckpoint(Path other) {
    return new TrainingArtifacts(
        trainingModel,
        evalModel,
        optimizerModel,
        other,
        inputs,
        evaluationInputs,
        parameters,
        classes);
  }

  /**
   * Checks that parameters are those that the model declares.
   *
   * @throws IllegalArgumentException with all differences in one line
   */
  public void checkParameters(ParameterSet given) {
    checkParameters(parameters, given);
  }

  /**
   * Checks that parameters are those that a model declares.
   *
   * @throws IllegalArgumentException with all differences in one line
   */
  public static void checkParameters(List<ParameterSpec> declared, ParameterSet given) {
    List<String> problems = new ArrayList<>();
    for (ParameterSpec spec : declared) {
      Optional<Parameter> parameter = given.find(spec.name());
      if (parameter.isEmpty()) {
        problems.add(spec.name() + " is missing");
      } else if (!Arrays.equals(parameter.get().shape(), spec.sizes())) {
        problems.add(
            "%s should have shape %s".formatted(parameter.get(), Arrays.toString(spec.sizes())));
      }
    }
    List<String> names = declared.stream().map(ParameterSpec::name).toList();
    given.names().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> problems.add(name + " is not part of the model"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the weights do not fit the model: " + String.join("; ", problems));
    }
  }

  private static byte[] trainingModel(TrainingGraph training) {
    Graph graph = training.graph();
    Map<Value, Value> gradients = training.gradients();
    OnnxModel model = new OnnxModel(graph).output("loss", training.loss());
    List<Value> buffers =
        gradients.keySet().stream()
            .map(p -> graph.stateInput(gradientName(p) + ".buffer", DataType.FLOAT, p.shape()))
            .toList();
    Value reset = graph.stateInput("lazy_reset_grad", DataType.BOOL, Shape.of(1));
    int i = 0;
    for (Map.Entry<Value, Value> entry : gradients.entrySet()) {
      Node accumulator =
          graph.emit(
              Graph.MICROSOFT,
              "InPlaceAccumulatorV2",
              List.of(buffers.get(i++), entry.getValue(), reset),
              DataType.BOOL,
              Shape.of(1),
              Map.of());
      model.output(gradientName(entry.getKey()) + ".out", accumulator.output());
    }
    return model.toBytes();
  }

  /** What ONNX Runtime calls a parameter's gradient buffer, without its ending. */
  private static String gradientName(Value parameter) {
    return parameter.name() + "_grad.accumulation";
  }

  private static void writeCheckpoint(Path file, TrainingGraph training, ParameterSet initial)
      throws IOException {
    List<Parameter> trainable = new ArrayList<>();
    List<Parameter> frozen = new ArrayList<>();
    for (ParameterSpec spec : training.graph().parameters()) {
      (training.gradients().containsKey(spec.value()) ? trainable : frozen)
          .add(initial.get(spec.name()));
    }
    OrtCheckpoint.write(ParameterSet.of(trainable), ParameterSet.of(frozen), file);
  }

  private static void writeBytes(Path file, byte[] content) throws IOException {
    AtomicFile.write(file, out -> out.write(content));
  }
}
