package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * A tensor as integers: {@code (values - zeroPoint) * scale}.
 *
 * @param values int8 or uint8
 * @param scale float32, one or one for each of an axis
 * @param zeroPoint of the type of the values
 */
record QuantizedTensor(Value values, Value scale, Value zeroPoint) {

  /**
   * Writes the floats that it stands for.
   *
   * @param axis that the scales belong to; -1 for a single scale
   */
  Value dequantized(Graph graph, int axis) {
    Map<String, Object> attributes = axis < 0 ? Map.of() : Map.of("axis", (long) axis);
    return graph
        .emit(
            "",
            "DequantizeLinear",
            List.of(values, scale, zeroPoint),
            DataType.FLOAT,
            values.shape(),
            attributes)
        .output();
  }
}
