package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.Map;

/**
 * A model's loss and gradients for a plain inference session, which keeps nothing between two runs:
 * parameters go in, gradients come out.
 *
 * <p>The training model takes the model's own inputs, a float32 scalar {@link #LOSS_WEIGHT} that
 * the gradients are multiplied by, and every parameter under its name. It gives {@link #LOSS},
 * which is not multiplied, and for each trainable parameter its gradient, see {@link #gradientOf}.
 * The evaluation model takes inputs and parameters and gives {@link #LOSS} and the predictions.
 *
 * @param training the training model's ONNX bytes
 * @param evaluation the evaluation model's ONNX bytes
 * @param inputs the model's own inputs, in order, while it is trained
 * @param evaluationInputs the same while it is evaluated
 * @param parameters all of them, in the order of their declaration
 * @param trainable names of those that have a gradient
 * @param classes labels are 0 up to but not including this, or {@link TrainableModel#IGNORED}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed to ONNX Runtime as they are
public record GradientModel(
    byte[] training,
    byte[] evaluation,
    List<Value> inputs,
    List<Value> evaluationInputs,
    List<ParameterSpec> parameters,
    List<String> trainable,
    int classes) {
  /** The mean loss over the batch, float32 scalar. */
  public static final String LOSS = "loss";

  /** What the gradients are multiplied by, float32 scalar. */
  public static final String LOSS_WEIGHT = TrainingGraph.LOSS_WEIGHT;

  /**
   * Differentiates a model; in the dialect {@code STANDARD} any ONNX Runtime can run the result.
   */
  public static GradientModel of(TrainableModel model, Dialect dialect) {
    TrainingGraph training = TrainingGraph.of(model, dialect);
    OnnxModel onnx = new OnnxModel(training.graph()).output(LOSS, training.loss());
    for (Map.Entry<Value, Value> entry : training.gradients().entrySet()) {
      onnx.output(gradientOf(entry.getKey().name()), entry.getValue());
    }
    TrainingGraph.Evaluation evaluation = TrainingGraph.Evaluation.of(model, dialect);
    return new GradientModel(
        onnx.toBytes(),
        evaluation.model(),
        training.inputs(),
        evaluation.inputs(),
        training.graph().parameters(),
        training.gradients().keySet().stream().map(Value::name).toList(),
        model.classes());
  }

  /** The output that holds a parameter's gradient. */
  public static String gradientOf(String parameter) {
    return "gradient." + parameter;
  }

  /**
   * Checks that parameters are those that the model declares.
   *
   * @throws IllegalArgumentException with all differences in one line
   */
  public void checkParameters(ParameterSet given) {
    TrainingArtifacts.checkParameters(parameters, given);
  }
}
