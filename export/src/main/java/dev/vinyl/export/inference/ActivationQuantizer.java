package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.List;
import java.util.Map;

/** How activations become integers. */
interface ActivationQuantizer {

  /**
   * Writes the quantized form of an activation.
   *
   * @param graph where to
   * @param original the activation in the graph that calibration looked at
   * @param activation the same in {@code graph}
   */
  QuantizedTensor quantize(Graph graph, Value original, Value activation);

  /** Whether scales are known beforehand. */
  boolean isStatic();

  /** Scales found when the model runs, from the smallest and largest value of each tensor. */
  ActivationQuantizer DYNAMIC =
      new ActivationQuantizer() {
        @Override
        public QuantizedTensor quantize(Graph graph, Value original, Value activation) {
          Node node =
              graph.emit(
                  "",
                  "DynamicQuantizeLinear",
                  List.of(activation),
                  DataType.UINT8,
                  activation.shape(),
                  Map.of());
          return new QuantizedTensor(
              node.output(),
              graph.output(node, 1, DataType.FLOAT, Shape.of()),
              graph.output(node, 2, DataType.UINT8, Shape.of()));
        }

        @Override
        public boolean isStatic() {
          return false;
        }
      };
}
