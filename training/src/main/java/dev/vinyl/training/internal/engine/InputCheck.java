package dev.vinyl.training.internal.engine;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.loop.TensorInput;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Checks a batch before native code sees it: ONNX Runtime goes by position and not by name, and its
 * loss kernel reads wherever a label points.
 */
final class InputCheck {
  private final List<Value> expected;
  private final int classes;

  InputCheck(List<Value> expected, int classes) {
    this.expected = expected;
    this.classes = classes;
  }

  void accept(List<TensorInput> inputs) {
    List<String> names = inputs.stream().map(TensorInput::name).toList();
    List<String> wanted = expected.stream().map(Value::name).toList();
    if (!names.equals(wanted)) {
      throw new IllegalArgumentException("expected the inputs " + wanted + ", got " + names);
    }
    long batch = inputs.get(0).shape()[0];
    for (int i = 0; i < inputs.size(); i++) {
      checkShape(expected.get(i), inputs.get(i), batch);
      checkType(expected.get(i), inputs.get(i));
    }
  }

  private static void checkShape(Value value, TensorInput input, long batch) {
    Shape shape = value.shape();
    long[] sizes = new long[shape.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = shape.isBatch(axis) ? shape.size(axis) * batch : shape.size(axis);
    }
    if (batch < 1 || !Arrays.equals(sizes, input.shape())) {
      throw new IllegalArgumentException(
          "input %s should be %s, got %s".formatted(value.name(), shape, input));
    }
  }

  private void checkType(Value value, TensorInput input) {
    boolean labels = input.data() instanceof LongBuffer;
    if (labels != (value.type() == DataType.INT64)) {
      throw new IllegalArgumentException(
          "input %s should be %s, got %s".formatted(value.name(), value.type(), input));
    }
    if (labels) {
      checkLabels(input);
    }
  }

  private void checkLabels(TensorInput input) {
    LongBuffer labels = (LongBuffer) input.data();
    for (int i = 0; i < input.elements(); i++) {
      long label = labels.get(i);
      if ((label < 0 || label >= classes) && label != TrainableModel.IGNORED) {
        throw new IllegalArgumentException(
            "input %s: label %d at position %d is not 0..%d or %d"
                .formatted(input.name(), label, i, classes - 1, TrainableModel.IGNORED));
      }
    }
  }
}
