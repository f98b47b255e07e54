package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.autodiff.Gradients;
import dev.vinyl.export.vit.TrainableModel;
import java.util.List;
import java.util.Map;

/**
 * A model's forward pass, its loss and the gradients in one graph, for whichever engine.
 *
 * @param graph with one input after the model's own: {@link #LOSS_WEIGHT}
 * @param inputs the model's own inputs while it is trained
 * @param loss a scalar, before the weight is applied
 * @param gradients of the weighted loss, by parameter; a parameter that the loss does not depend on
 *     has none, nor one that the model keeps as it is
 */
record TrainingGraph(Graph graph, List<Value> inputs, Value loss, Map<Value, Value> gradients) {
  static final int OPSET = 17;

  /**
   * A float32 scalar that the gradients are multiplied by: the share of a step's images that are in
   * the batch which is run, so that the gradients of several batches add up to the step's.
   */
  static final String LOSS_WEIGHT = "loss_weight";

  static TrainingGraph of(TrainableModel model, Dialect dialect) {
    GraphBuilder g = new GraphBuilder(new Graph("train", OPSET, dialect));
    Value loss = model.buildForTraining(g).loss();
    List<Value> inputs = List.copyOf(g.graph().inputs());
    Value weight = g.graph().input(LOSS_WEIGHT, DataType.FLOAT, Shape.of());
    List<Value> parameters =
        g.graph().parameters().stream()
            .filter(parameter -> model.trains(parameter.name()))
            .map(ParameterSpec::value)
            .toList();
    Map<Value, Value> gradients = Gradients.of(g, g.mul(loss, weight), parameters);
    return new TrainingGraph(g.graph(), inputs, loss, gradients);
  }

  /**
   * Forward pass, loss and predictions alone.
   *
   * @param inputs the model's own inputs
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Evaluation(byte[] model, List<Value> inputs) {
    static Evaluation of(TrainableModel model, Dialect dialect) {
      Graph graph = new Graph("eval", OPSET, dialect);
      TrainableModel.Outputs outputs = model.build(new GraphBuilder(graph));
      OnnxModel onnx = new OnnxModel(graph).output("loss", outputs.loss());
      outputs.predictions().forEach(onnx::output);
      return new Evaluation(onnx.toBytes(), List.copyOf(graph.inputs()));
    }
  }
}
