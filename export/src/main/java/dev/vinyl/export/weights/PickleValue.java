package dev.vinyl.export.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a pickle can become here: plain values that do nothing. Lists and dicts may hold
 * themselves, so whoever walks over values must not follow them without end.
 */
sealed interface PickleValue {

  /** Python's constants. */
  enum Constant implements PickleValue {
    NONE,
    TRUE,
    FALSE
  }

  /** An int; longer ones than 64 bits are refused. */
  record Whole(long value) implements PickleValue {}

  /** A float. */
  record Real(double value) implements PickleValue {}

  /** A str. */
  record Text(String value) implements PickleValue {}

  /** A tuple. */
  record Tuple(List<PickleValue> items) implements PickleValue {}

  /** A list, which grows after it was made. */
  final class Items implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>(0);

    void add(PickleValue item) {
      items.add(item);
    }

    List<PickleValue> items() {
      return items;
    }
  }

  /** A dict, ordered or not, which grows after it was made. Keys are texts, or numbers as text. */
  final class Dict implements PickleValue {
    private final Map<String, PickleValue> entries = new LinkedHashMap<>();

    void put(PickleValue key, PickleValue value) throws PickleException {
      if (key instanceof Text text) {
        entries.put(text.value(), value);
      } else if (key instanceof Whole whole) {
        entries.put(Long.toString(whole.value()), value);
      } else {
        throw new PickleException(
            "there is a dict with a key that is neither text nor a whole number");
      }
    }

    Map<String, PickleValue> entries() {
      return entries;
    }
  }

  /** Something outside the pickle: one of the few that are known. */
  record Imported(PickleGlobal global) implements PickleValue {}

  /**
   * Values beside the pickle.
   *
   * @param key the name of their entry in the file
   * @param dtype of each value
   * @param count how many the pickle says there are
   */
  record Storage(String key, Dtype dtype, long count) implements PickleValue {}

  /** A tensor: a view of a storage. */
  record Tensor(StridedView view) implements PickleValue {}
}
