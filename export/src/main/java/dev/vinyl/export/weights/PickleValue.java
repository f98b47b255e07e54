package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

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

  /** Whether a tensor, or something that only a tensor is made of, is in it or in its tuples. */
  default boolean holdsTensor() {
    return false;
  }

  /** An int of 64 bits at most. */
  record Whole(long value) implements PickleValue {}

  /** A float. */
  record Real(double value) implements PickleValue {}

  /** A str. */
  record Text(String value) implements PickleValue {}

  /** A tuple. */
  final class Tuple implements PickleValue {
    private final List<PickleValue> items;
    private final boolean holdsTensor;

    Tuple(List<PickleValue> items) {
      this.items = items;
      boolean holds = false;
      for (PickleValue item : items) {
        holds |= item.holdsTensor();
      }
      holdsTensor = holds;
    }

    List<PickleValue> items() {
      return items;
    }

    @Override
    public boolean holdsTensor() {
      return holdsTensor;
    }
  }

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

  /**
   * Something with values by key, which grows after it was made. Keys are texts, or numbers as
   * text; entries under other keys are not kept.
   */
  sealed class Dict implements PickleValue {
    private final Map<String, PickleValue> entries = new LinkedHashMap<>(0);
    private int tensors;

    void put(PickleValue key, PickleValue value) {
      if (key instanceof Text text) {
        put(text.value(), value);
      } else if (key instanceof Whole whole) {
        put(Long.toString(whole.value()), value);
      }
    }

    private void put(String key, PickleValue value) {
      PickleValue before = entries.put(key, value);
      tensors += countTensor(value) - (before == null ? 0 : countTensor(before));
    }

    private static int countTensor(PickleValue value) {
      return value instanceof Tensor || (value instanceof Unmade && value.holdsTensor()) ? 1 : 0;
    }

    Map<String, PickleValue> entries() {
      return entries;
    }

    /** How many of the values are tensors. */
    int tensors() {
      return tensors;
    }
  }

  /**
   * A name that is none of {@link PickleGlobal}.
   *
   * @param module may be as long as the pickle
   * @param name likewise
   */
  record Foreign(String module, String name) implements PickleValue {
    private static final int LONGEST = 100;

    /** Whether this makes tensors, by its name: what it is called with may not show it. */
    boolean makesTensors() {
      return module.startsWith("torch") && name.startsWith("_rebuild");
    }

    /** As it may stand in a message. */
    @Override
    public String toString() {
      return cut(module) + "." + cut(name);
    }

    private static String cut(String text) {
      return shown(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
    }
  }

  /**
   * A thing that was never made: only what would have made it is known, and what was put into it by
   * key, as some programs keep weights in dicts of their own kind.
   */
  final class Unmade extends Dict {
    private final Foreign by;
    private final boolean holdsTensor;

    /**
     * A thing that something would have made.
     *
     * @param by what would have made it
     * @param holdsTensor whether it may be a tensor
     */
    Unmade(Foreign by, boolean holdsTensor) {
      this.by = by;
      this.holdsTensor = holdsTensor || by.makesTensors();
    }

    Foreign by() {
      return by;
    }

    @Override
    public boolean holdsTensor() {
      return holdsTensor;
    }
  }

  /** A value of a kind that has no use here; its bytes are not kept. */
  record Unread(String kind) implements PickleValue {}

  /** A name that is known. */
  record Imported(PickleGlobal global) implements PickleValue {}

  /**
   * Values beside the pickle.
   *
   * @param key the name of their entry in the file
   * @param dtype of each value
   * @param count how many the pickle says there are
   */
  record Storage(String key, Dtype dtype, long count) implements PickleValue {
    @Override
    public boolean holdsTensor() {
      return true;
    }
  }

  /** A tensor: a view of a storage. */
  record Tensor(StridedView view) implements PickleValue {
    @Override
    public boolean holdsTensor() {
      return true;
    }
  }
}
