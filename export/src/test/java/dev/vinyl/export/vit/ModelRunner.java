package dev.vinyl.export.vit;

import ai.onnxruntime.OrtException;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.autodiff.Gradients;
import java.util.List;

/** Models with their gradients, as they are trained, in a session. */
final class ModelRunner {
  /** What the outputs that are gradients begin with, before the parameter's name. */
  static final String GRADIENT = "grad.";

  private ModelRunner() {}

  /** Gives {@code loss}, the predictions, and the gradient of each parameter that has one. */
  static GraphRunner of(TrainableModel model, Dialect dialect) throws OrtException {
    GraphBuilder g = new GraphBuilder(new Graph("model", 17, dialect));
    TrainableModel.Outputs outputs = model.buildForTraining(g);
    List<Value> parameters = g.graph().parameters().stream().map(ParameterSpec::value).toList();
    OnnxModel onnx = new OnnxModel(g.graph()).output("loss", outputs.loss());
    outputs.predictions().forEach(onnx::output);
    Gradients.of(g, outputs.loss(), parameters)
        .forEach((parameter, gradient) -> onnx.output(GRADIENT + parameter.name(), gradient));
    return new GraphRunner(onnx);
  }
}
