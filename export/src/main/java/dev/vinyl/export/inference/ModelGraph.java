package dev.vinyl.export.inference;

import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph and what it gives out.
 *
 * @param graph not written any further
 * @param outputs by the name that they have in the ONNX file, in order
 */
record ModelGraph(Graph graph, Map<String, Value> outputs) {

  /** Keeps the order of the outputs. */
  public ModelGraph {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** As an ONNX model, to which metadata can be added. */
  public OnnxModel toModel() {
    OnnxModel model = new OnnxModel(graph);
    outputs.forEach(model::output);
    return model;
  }
}
