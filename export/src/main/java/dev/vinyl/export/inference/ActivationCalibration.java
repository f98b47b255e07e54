package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.inference.ExportSettings.CalibrationMethod;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Scales of activations from what a model computes for calibration images. Standard graphs, which
 * go to accelerators, get int8 around zero; ONNX Runtime's get uint8 from smallest to largest.
 */
final class ActivationCalibration implements ActivationQuantizer {
  private final IdentityHashMap<Value, ActivationRange> ranges = new IdentityHashMap<>();
  private final CalibrationMethod method;

  private ActivationCalibration(CalibrationMethod method) {
    this.method = method;
  }

  /**
   * Runs the model.
   *
   * @param batches what it is fed with, at least one
   */
  static ActivationCalibration of(
      ModelGraph model, List<Map<String, Tensor>> batches, CalibrationMethod method) {
    ActivationCalibration calibration = new ActivationCalibration(method);
    Map<String, Value> watched = new LinkedHashMap<>();
    for (Value value : Quantization.activations(model.graph())) {
      watched.put("watched_" + watched.size(), value);
      calibration.ranges.put(value, new ActivationRange());
    }
    try (ModelRun run = new ModelRun(new ModelGraph(model.graph(), watched).toModel().toBytes())) {
      calibration.feed(run, batches, watched, ActivationRange::widen);
      calibration.feed(run, batches, watched, ActivationRange::count);
    }
    return calibration;
  }

  private void feed(
      ModelRun run,
      List<Map<String, Tensor>> batches,
      Map<String, Value> watched,
      BiConsumer<ActivationRange, float[]> use) {
    for (Map<String, Tensor> batch : batches) {
      run.run(batch)
          .forEach(
              (name, values) ->
                  use.accept(Objects.requireNonNull(ranges.get(watched.get(name)), name), values));
    }
  }

  @Override
  public QuantizedTensor quantize(Graph graph, Value original, Value activation) {
    ActivationRange range =
        Objects.requireNonNull(
            ranges.get(original), () -> original + " is missing from the calibration");
    double cut = method.cutOff();
    // zero is always in the range, so that it is exact
    double low = Math.min(0, cut == 0 ? range.smallest() : range.quantile(cut));
    double high = Math.max(0, cut == 0 ? range.largest() : range.quantile(1 - cut));
    boolean symmetric = graph.dialect() == Dialect.STANDARD;
    double scale = symmetric ? Math.max(-low, high) / 127 : (high - low) / 255;
    if (scale == 0) {
      scale = 1; // all values are 0
    }
    DataType type = symmetric ? DataType.INT8 : DataType.UINT8;
    byte zero = symmetric ? 0 : (byte) Math.round(-low / scale);
    String name = original.name();
    Value scales =
        graph.weight(name + ".scale", DataType.FLOAT, Shape.of(), new float[] {(float) scale});
    Value zeros = graph.weight(name + ".zero", type, Shape.of(), new byte[] {zero});
    Value values =
        graph
            .emit(
                "",
                "QuantizeLinear",
                List.of(activation, scales, zeros),
                type,
                activation.shape(),
                Map.of())
            .output();
    return new QuantizedTensor(values, scales, zeros);
  }

  @Override
  public boolean isStatic() {
    return true;
  }
}
