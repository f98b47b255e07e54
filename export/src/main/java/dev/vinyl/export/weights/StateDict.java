package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.weights.PickleValue.Constant;
import dev.vinyl.export.weights.PickleValue.Dict;
import dev.vinyl.export.weights.PickleValue.Foreign;
import dev.vinyl.export.weights.PickleValue.Imported;
import dev.vinyl.export.weights.PickleValue.Items;
import dev.vinyl.export.weights.PickleValue.Real;
import dev.vinyl.export.weights.PickleValue.Storage;
import dev.vinyl.export.weights.PickleValue.Tensor;
import dev.vinyl.export.weights.PickleValue.Text;
import dev.vinyl.export.weights.PickleValue.Tuple;
import dev.vinyl.export.weights.PickleValue.Unmade;
import dev.vinyl.export.weights.PickleValue.Unread;
import dev.vinyl.export.weights.PickleValue.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tensors by name in what was pickled, the plain values beside them as text, and a line each on
 * which were taken and what was left. Walks a few levels deep and no further, as values may hold
 * themselves.
 */
record StateDict(
    Map<String, StridedView> tensors, Map<String, String> values, List<String> remarks) {
  /** Where programs put the weights beside other things; the first that has tensors is taken. */
  private static final List<String> KEYS =
      List.of(
          "state_dict",
          "model_state_dict",
          "model",
          "net",
          "network",
          "module",
          "teacher",
          "student",
          "encoder",
          "backbone",
          "params",
          "weights",
          "model_ema",
          "state_dict_ema",
          "ema_state_dict",
          "ema",
          "params_ema");

  private static final int LEVELS = 3;
  private static final int MOST_NAMED = 12;
  private static final String ADVICE =
      "save tensors alone, as in torch.save(model.state_dict(), file)";

  /** What a tensor is called that was saved by itself. */
  static final String SINGLE = "tensor";

  /**
   * Finds the weights.
   *
   * @param key where they are, with dots between the keys of levels; null for the most usual place
   */
  static StateDict of(PickleValue root, @Nullable String key) throws PickleException {
    if (root instanceof Tensor tensor && key == null) {
      return new StateDict(Map.of(SINGLE, tensor.view()), Map.of(), List.of());
    }
    if (root instanceof Unmade unmade && (unmade.holdsTensor() || unmade.entries().isEmpty())) {
      throw new PickleException(asksFor(unmade.by()));
    }
    if (root instanceof Foreign foreign) {
      throw new PickleException(asksFor(foreign));
    }
    if (!(root instanceof Dict whole)) {
      throw new PickleException("it holds neither a tensor nor a state dict");
    }
    List<String> left = new ArrayList<>();
    String taken = key == null ? "" : key;
    Dict weights = key == null ? whole : under(whole, key, left);
    for (int level = 0; level < LEVELS; level++) {
      String next = usualKey(weights);
      if (next == null || !(weights.entries().get(next) instanceof Dict inner)) {
        break;
      }
      left.addAll(leftOf(weights, next, taken));
      taken = joined(taken, next);
      weights = inner;
    }
    if (weights.tensors() == 0) {
      throw new PickleException(nothingIn(weights, taken));
    }
    return of(weights, taken, plain(whole), left);
  }

  private static StateDict of(
      Dict weights, String taken, Map<String, String> values, List<String> left)
      throws PickleException {
    Map<String, StridedView> tensors = new LinkedHashMap<>();
    List<String> leftInside = new ArrayList<>();
    for (Map.Entry<String, PickleValue> entry : weights.entries().entrySet()) {
      if (entry.getValue() instanceof Tensor tensor) {
        tensors.put(entry.getKey(), tensor.view());
      } else if (entry.getValue() instanceof Unmade unmade && unmade.holdsTensor()) {
        throw new PickleException(
            "tensor %s: %s".formatted(shown(entry.getKey()), asksFor(unmade.by())));
      } else if (!taken.isEmpty() || text(entry.getValue()).isEmpty()) {
        leftInside.add(described(entry.getKey(), entry.getValue(), ""));
      }
    }
    List<String> all = new ArrayList<>(left);
    all.addAll(leftInside);
    List<String> remarks = new ArrayList<>();
    if (!taken.isEmpty() || !all.isEmpty()) {
      String what = "took %s".formatted(taken.isEmpty() ? "its tensors" : shown(taken));
      String rest = all.isEmpty() ? "" : "; left " + listed(all);
      remarks.add("%s (%s)%s".formatted(what, count(tensors.size()), rest));
    }
    return new StateDict(tensors, values, List.copyOf(remarks));
  }

  private static String asksFor(Foreign by) {
    return "it asks for %s, which is not known to make weights; nothing of it was run; %s"
        .formatted(by, ADVICE);
  }

  private static @Nullable String usualKey(Dict dict) {
    for (String key : KEYS) {
      if (holdsTensors(dict.entries().get(key), LEVELS)) {
        return key;
      }
    }
    return null;
  }

  private static boolean holdsTensors(@Nullable PickleValue value, int levels) {
    if (!(value instanceof Dict dict) || value.holdsTensor() || levels == 0) {
      return false;
    }
    return dict.tensors() > 0
        || KEYS.stream().anyMatch(key -> holdsTensors(dict.entries().get(key), levels - 1));
  }

  /** What is under a key, or under keys with dots between them. */
  private static Dict under(Dict whole, String key, List<String> left) throws PickleException {
    Dict dict = whole;
    String rest = key;
    while (true) {
      String next = rest;
      while (!dict.entries().containsKey(next) && next.contains(".")) {
        next = next.substring(0, next.lastIndexOf('.'));
      }
      String before = key.substring(0, key.length() - rest.length()).replaceFirst("\\.$", "");
      if (!(dict.entries().get(next) instanceof Dict inner) || inner.holdsTensor()) {
        throw new PickleException(
            "it has no state dict under %s; %s"
                .formatted(shown(joined(before, next)), keysOf(dict, before)));
      }
      left.addAll(leftOf(dict, next, before));
      dict = inner;
      if (next.length() == rest.length()) {
        return dict;
      }
      rest = rest.substring(next.length() + 1);
    }
  }

  private static String joined(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String nothingIn(Dict dict, String path) {
    for (String key : KEYS) {
      if (dict.entries().get(key) instanceof Unmade model) {
        return "under %s it holds a whole %s and no state dict; nothing of it was run; %s"
            .formatted(joined(path, key), model.by(), ADVICE);
      }
    }
    return path.isEmpty()
        ? "it holds no state dict, at its top or under one of %s; %s"
            .formatted(String.join(", ", KEYS), keysOf(dict, path))
        : "it has no tensors under %s; %s".formatted(shown(path), keysOf(dict, path));
  }

  private static String keysOf(Dict dict, String path) {
    List<String> keys = new ArrayList<>();
    dict.entries().forEach((key, value) -> keys.add(described(key, value, path)));
    return "its keys: " + (keys.isEmpty() ? "none" : listed(keys));
  }

  /** All beside a key but plain values. */
  private static List<String> leftOf(Dict dict, String taken, String path) {
    List<String> left = new ArrayList<>();
    dict.entries()
        .forEach(
            (key, value) -> {
              if (!key.equals(taken) && value != Constant.NONE && text(value).isEmpty()) {
                left.add(described(key, value, path));
              }
            });
    return left;
  }

  private static String described(String key, PickleValue value, String path) {
    String name = shown(joined(path, key));
    if (value instanceof Dict dict && holdsTensors(dict, LEVELS)) {
      String tensors = dict.tensors() == 0 ? "tensors" : count(dict.tensors());
      return "%s (%s; --key %s takes it)".formatted(name, tensors, name);
    }
    String kind = kind(value);
    return kind.isEmpty() ? name : "%s (%s)".formatted(name, kind);
  }

  /** In words; nothing for plain values. */
  private static String kind(PickleValue value) {
    if (value instanceof Unmade unmade) {
      return unmade.by().toString();
    }
    if (value instanceof Foreign || value instanceof Imported) {
      return value.toString();
    }
    if (value instanceof Unread unread) {
      return unread.kind();
    }
    if (value instanceof Tensor || value instanceof Storage) {
      return "a tensor";
    }
    if (value instanceof Items || value instanceof Tuple) {
      return "a list";
    }
    return value instanceof Dict ? "a dict" : "";
  }

  private static String count(int tensors) {
    return tensors == 1 ? "1 tensor" : tensors + " tensors";
  }

  private static String listed(List<String> names) {
    int more = names.size() - MOST_NAMED;
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static Map<String, String> plain(Dict dict) {
    Map<String, String> values = new LinkedHashMap<>();
    dict.entries().forEach((key, value) -> text(value).ifPresent(text -> values.put(key, text)));
    return values;
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
