package dev.vinyl.export.artifact;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.artifact.CheckpointFormat.Checkpoint;
import dev.vinyl.export.artifact.CheckpointFormat.ModuleState;
import dev.vinyl.export.artifact.CheckpointFormat.OptimizerGroup;
import dev.vinyl.export.artifact.CheckpointFormat.ParameterState;
import dev.vinyl.export.artifact.CheckpointFormat.PropertyBag;
import dev.vinyl.export.artifact.CheckpointFormat.Tensor;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes a checkpoint file apart. */
final class CheckpointReader {
  private final FlatTable root;

  private CheckpointReader(FlatTable root) {
    this.root = root;
  }

  static OrtCheckpoint read(FlatFile file) throws IOException {
    if (!file.identifier().equals(CheckpointFormat.IDENTIFIER)) {
      throw file.damaged("it does not begin like one");
    }
    return new CheckpointReader(FlatTable.root(file)).checkpoint();
  }

  private OrtCheckpoint checkpoint() throws IOException {
    int version = root.int32(Checkpoint.VERSION, 0);
    if (version != CheckpointFormat.VERSION) {
      throw root.damaged(
          "it has version %d, and %d is known".formatted(version, CheckpointFormat.VERSION));
    }
    FlatTable module =
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

  private static ParameterSet parameters(FlatTable module, int field) throws IOException {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    int count = module.length(field);
    for (int i = 0; i < count; i++) {
      FlatTable tensor = module.element(field, i);
      String name = tensorName(tensor);
      putOnce(parameters, name, values(tensor, name), module);
    }
    return ParameterSet.of(parameters.values());
  }

  private OptimizerState optimizer() throws IOException {
    int groups = root.length(Checkpoint.OPTIMIZER_GROUPS);
    if (groups == 0) {
      return OptimizerState.none();
    }
    if (groups > 1) {
      throw root.damaged("it has %d optimizer groups instead of one".formatted(groups));
    }
    FlatTable group = root.element(Checkpoint.OPTIMIZER_GROUPS, 0);
    Map<String, Parameter> first = new LinkedHashMap<>();
    Map<String, Parameter> second = new LinkedHashMap<>();
    int count = group.length(OptimizerGroup.STATES);
    for (int i = 0; i < count; i++) {
      FlatTable state = group.element(OptimizerGroup.STATES, i);
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

  private static Parameter moment(FlatTable state, String parameter, int index, String name)
      throws IOException {
    int count = state.length(ParameterState.MOMENTUMS);
    if (count == 2) {
      FlatTable tensor = state.element(ParameterState.MOMENTUMS, index);
      if (tensorName(tensor).equals(name)) {
        return values(tensor, parameter);
      }
    }
    throw state.damaged("%s has no moments of AdamW".formatted(shown(parameter)));
  }

  private static String tensorName(FlatTable tensor) throws IOException {
    return tensor.text(Tensor.NAME, "the name of a tensor");
  }

  private static Parameter values(FlatTable tensor, String name) throws IOException {
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

  private Map<String, Object> properties() throws IOException {
    Map<String, Object> properties = new LinkedHashMap<>();
    Optional<FlatTable> found = root.table(Checkpoint.PROPERTY_BAG);
    if (found.isEmpty()) {
      return properties;
    }
    FlatTable bag = found.get();
    for (int field : new int[] {PropertyBag.INTS, PropertyBag.FLOATS, PropertyBag.STRINGS}) {
      int count = bag.length(field);
      for (int i = 0; i < count; i++) {
        FlatTable property = bag.element(field, i);
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

  private static <T> void putOnce(Map<String, T> map, String name, T value, FlatTable where)
      throws IOException {
    if (map.putIfAbsent(name, value) != null) {
      throw where.damaged(shown(name) + " comes twice");
    }
  }
}
