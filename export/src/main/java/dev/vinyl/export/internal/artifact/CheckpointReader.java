package dev.vinyl.export.internal.artifact;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.internal.artifact.CheckpointFormat.Checkpoint;
import dev.vinyl.export.internal.artifact.CheckpointFormat.ModuleState;
import dev.vinyl.export.internal.artifact.CheckpointFormat.OptimizerGroup;
import dev.vinyl.export.internal.artifact.CheckpointFormat.ParameterState;
import dev.vinyl.export.internal.artifact.CheckpointFormat.PropertyBag;
import dev.vinyl.export.internal.artifact.CheckpointFormat.Tensor;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes a checkpoint file apart. */
final class CheckpointReader {
  private final CheckpointTable root;

  private CheckpointReader(CheckpointTable root) {
    this.root = root;
  }

  /**
   * Reads a file's content.
   *
   * @throws WeightFileException if it is damaged, or no checkpoint; it names the file
   */
  static OrtCheckpoint read(Path file, ByteBuffer content) throws WeightFileException {
    try {
      return new CheckpointReader(CheckpointTable.root(file, content)).checkpoint();
    } catch (IndexOutOfBoundsException e) {
      throw CheckpointTable.damaged(
          file, "it leads out of its %d bytes".formatted(content.limit()));
    }
  }

  private OrtCheckpoint checkpoint() throws WeightFileException {
    int version = root.int32(Checkpoint.VERSION, 0);
    if (version != CheckpointFormat.VERSION) {
      throw root.damaged(
          "it has version %d, and %d is known".formatted(version, CheckpointFormat.VERSION));
    }
    CheckpointTable module =
        root.table(Checkpoint.MODULE_STATE)
            .orElseThrow(() -> root.damaged("it holds no parameters"));
    if (module.bool(ModuleState.IS_NOMINAL) || module.bool(ModuleState.HAS_EXTERNAL_DATA)) {
      throw root.damaged("it keeps its values elsewhere; save it in one file");
    }
    return new OrtCheckpoint(
        parameters(module, ModuleState.TRAINABLE),
        parameters(module, ModuleState.FROZEN),
        optimizer(),
        properties());
  }

  private static ParameterSet parameters(CheckpointTable module, int field)
      throws WeightFileException {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    int count = module.length(field);
    for (int i = 0; i < count; i++) {
      CheckpointTable tensor = module.element(field, i);
      String name = tensorName(tensor);
      putOnce(parameters, name, values(tensor, name), module);
    }
    return ParameterSet.of(parameters.values());
  }

  private OptimizerState optimizer() throws WeightFileException {
    int groups = root.length(Checkpoint.OPTIMIZER_GROUPS);
    if (groups == 0) {
      return OptimizerState.none();
    }
    if (groups > 1) {
      throw root.damaged("it has %d optimizer groups instead of one".formatted(groups));
    }
    CheckpointTable group = root.element(Checkpoint.OPTIMIZER_GROUPS, 0);
    Map<String, Parameter> first = new LinkedHashMap<>();
    Map<String, Parameter> second = new LinkedHashMap<>();
    int count = group.length(OptimizerGroup.STATES);
    for (int i = 0; i < count; i++) {
      CheckpointTable state = group.element(OptimizerGroup.STATES, i);
      String name = state.text(ParameterState.NAME, "the name of an optimizer state");
      putOnce(first, name, moment(state, name, 0, CheckpointFormat.FIRST_MOMENT), state);
      putOnce(second, name, moment(state, name, 1, CheckpointFormat.SECOND_MOMENT), state);
    }
    return new OptimizerState(
        group.int64(OptimizerGroup.STEP, 0),
        group.float32(OptimizerGroup.INITIAL_LEARNING_RATE, 0),
        ParameterSet.of(first.values()),
        ParameterSet.of(second.values()));
  }

  private static Parameter moment(CheckpointTable state, String parameter, int index, String name)
      throws WeightFileException {
    int count = state.length(ParameterState.MOMENTUMS);
    if (count == 2) {
      CheckpointTable tensor = state.element(ParameterState.MOMENTUMS, index);
      if (tensorName(tensor).equals(name)) {
        return values(tensor, parameter);
      }
    }
    throw state.damaged("%s has no moments of AdamW".formatted(shown(parameter)));
  }

  private static String tensorName(CheckpointTable tensor) throws WeightFileException {
    return tensor.text(Tensor.NAME, "the name of a tensor");
  }

  private static Parameter values(CheckpointTable tensor, String name) throws WeightFileException {
    int type = tensor.int32(Tensor.DATA_TYPE, 0);
    if (type != CheckpointFormat.FLOAT) {
      throw tensor.damaged("%s is not float32 (type %d)".formatted(shown(name), type));
    }
    long[] shape = tensor.int64s(Tensor.DIMS);
    float[] values = tensor.floats(Tensor.RAW_DATA);
    try {
      return new Parameter(name, shape, values);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw tensor.damaged(
          "%s has %d values and the shape %s"
              .formatted(shown(name), values.length, shown(Arrays.toString(shape))));
    }
  }

  private Map<String, Object> properties() throws WeightFileException {
    Map<String, Object> properties = new LinkedHashMap<>();
    Optional<CheckpointTable> found = root.table(Checkpoint.PROPERTY_BAG);
    if (found.isEmpty()) {
      return properties;
    }
    CheckpointTable bag = found.get();
    for (int field : new int[] {PropertyBag.INTS, PropertyBag.FLOATS, PropertyBag.STRINGS}) {
      int count = bag.length(field);
      for (int i = 0; i < count; i++) {
        CheckpointTable property = bag.element(field, i);
        String name = property.text(PropertyBag.PROPERTY_NAME, "the name of a property");
        Object value =
            switch (field) {
              case PropertyBag.INTS -> (Object) property.int64(PropertyBag.PROPERTY_VALUE, 0);
              case PropertyBag.FLOATS -> property.float32(PropertyBag.PROPERTY_VALUE, 0);
              default -> property.text(PropertyBag.PROPERTY_VALUE, "property " + shown(name));
            };
        putOnce(properties, name, value, bag);
      }
    }
    return properties;
  }

  private static <T> void putOnce(Map<String, T> map, String name, T value, CheckpointTable where)
      throws WeightFileException {
    if (map.putIfAbsent(name, value) != null) {
      throw where.damaged(shown(name) + " comes twice");
    }
  }
}
