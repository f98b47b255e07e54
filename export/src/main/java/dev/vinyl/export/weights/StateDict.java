package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.weights.PickleValue.Constant;
import dev.vinyl.export.weights.PickleValue.Dict;
import dev.vinyl.export.weights.PickleValue.Real;
import dev.vinyl.export.weights.PickleValue.Tensor;
import dev.vinyl.export.weights.PickleValue.Text;
import dev.vinyl.export.weights.PickleValue.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors by name in what was pickled, and the plain values beside them as text. Walks two
 * levels deep and no further, as values may hold themselves.
 */
record StateDict(Map<String, StridedView> tensors, Map<String, String> values) {
  /** Where training programs put the weights beside other things. */
  private static final List<String> KEYS = List.of("state_dict", "model_state_dict", "model");

  /** What a tensor is called that was saved by itself. */
  static final String SINGLE = "tensor";

  static StateDict of(PickleValue root) throws PickleException {
    if (root instanceof Tensor tensor) {
      return new StateDict(Map.of(SINGLE, tensor.view()), Map.of());
    }
    if (!(root instanceof Dict dict)) {
      throw new PickleException("it holds neither a tensor nor a state dict");
    }
    StateDict whole = in(dict);
    if (!whole.tensors.isEmpty()) {
      return whole;
    }
    List<String> keys = KEYS.stream().filter(key -> holdsTensors(dict, key)).toList();
    if (keys.size() == 1 && dict.entries().get(keys.get(0)) instanceof Dict inner) {
      return new StateDict(in(inner).tensors, whole.values);
    }
    throw new PickleException(
        keys.isEmpty()
            ? "it holds no state dict, at its top or under one of %s; its keys: %s"
                .formatted(
                    String.join(", ", KEYS), shown(String.join(", ", dict.entries().keySet())))
            : "it holds a state dict under each of " + String.join(", ", keys));
  }

  private static boolean holdsTensors(Dict dict, String key) {
    return dict.entries().get(key) instanceof Dict inner
        && inner.entries().values().stream().anyMatch(Tensor.class::isInstance);
  }

  private static StateDict in(Dict dict) {
    Map<String, StridedView> tensors = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    dict.entries()
        .forEach(
            (key, value) -> {
              if (value instanceof Tensor tensor) {
                tensors.put(key, tensor.view());
              }
              text(value).ifPresent(text -> values.put(key, text));
            });
    return new StateDict(tensors, values);
  }

  private static Optional<String> text(PickleValue value) {
    if (value instanceof Text text) {
      return Optional.of(text.value());
    }
    if (value instanceof Whole whole) {
      return Optional.of(Long.toString(whole.value()));
    }
    if (value instanceof Real real) {
      return Optional.of(Double.toString(real.value()));
    }
    if (value instanceof Constant constant && constant != Constant.NONE) {
      return Optional.of(constant == Constant.TRUE ? "true" : "false");
    }
    return Optional.empty();
  }
}
