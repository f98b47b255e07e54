package dev.vinyl.data.layout;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.MaskValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which values and colours of mask files stand for which class. Immutable.
 *
 * @param names of the classes, in the order of their indices
 * @param values class index of each grey value or palette entry; 255 where it is ignored
 * @param colors the same of each colour, {@code red << 16 | green << 8 | blue}
 */
record ClassTable(List<String> names, Map<Integer, Integer> values, Map<Integer, Integer> colors) {
  static final int MOST_CLASSES = 254;
  private static final int UNKNOWN = 256;
  private static final int MOST_VALUES = 1 << 16;

  ClassTable {
    names = List.copyOf(names);
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    colors = Collections.unmodifiableMap(new TreeMap<>(colors));
    requireNames(names);
  }

  static void requireNames(List<String> names) {
    if (names.size() < 2 || names.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "there must be 2 to %d classes, got %d".formatted(MOST_CLASSES, names.size()));
    }
    if (names.stream().distinct().count() != names.size()) {
      List<String> twice = new ArrayList<>(names);
      names.stream().distinct().forEach(twice::remove);
      throw new IllegalArgumentException("the class %s is there twice".formatted(twice.get(0)));
    }
  }

  /** Two classes whose values are 0 and 255. */
  static ClassTable binary(List<String> names) {
    return new ClassTable(names, Map.of(0, 0, 255, 1), Map.of());
  }

  /** Where nobody says what 255 is, it is ignored. */
  ClassTable with255Ignored() {
    if (values.containsKey(ClassMask.IGNORE)) {
      return this;
    }
    Map<Integer, Integer> more = new HashMap<>(values);
    more.put(ClassMask.IGNORE, ClassMask.IGNORE);
    return new ClassTable(names, more, colors);
  }

  /** Every value that stands for no class is ignored. */
  ClassTable withOthersIgnored() {
    Map<Integer, Integer> all = new HashMap<>();
    for (int value = 0; value < MOST_VALUES; value++) {
      all.put(value, values.getOrDefault(value, ClassMask.IGNORE));
    }
    return new ClassTable(names, all, colors);
  }

  /** Whether values, not only colours, are known. */
  boolean hasValues() {
    return values.values().stream().anyMatch(c -> c != ClassMask.IGNORE);
  }

  /** The same table as text, for a fingerprint. */
  String identity() {
    return names + " " + values + " " + colors;
  }

  /**
   * A mask of classes, or which values have none.
   *
   * @param classes each pixel's; of unknown values ignored
   * @param unknown how many pixels have each value that stands for nothing
   * @param colors whether those are colours
   */
  record Translated(ClassMask classes, Map<Integer, Integer> unknown, boolean colors) {}

  /**
   * Looks each pixel up. A palette is looked up by its entries; by its colours if only these count.
   */
  Translated translate(MaskValues stored) {
    MaskValues mask = colors.isEmpty() ? stored.withoutColor() : stored;
    boolean byColor = mask.kind() == MaskValues.Kind.COLOR;
    short[] table = byColor ? new short[0] : table(mask);
    byte[] classes = new byte[mask.pixels()];
    Map<Integer, Integer> unknown = new HashMap<>();
    int last = -1;
    int found = UNKNOWN;
    for (int i = 0; i < classes.length; i++) {
      int value = mask.get(i);
      if (value != last) {
        last = value;
        found = byColor ? colors.getOrDefault(value, UNKNOWN) : table[value];
      }
      if (found == UNKNOWN) {
        unknown.merge(value, 1, Integer::sum);
        classes[i] = (byte) ClassMask.IGNORE;
      } else {
        classes[i] = (byte) found;
      }
    }
    return new Translated(
        new ClassMask(mask.width(), mask.height(), classes), new TreeMap<>(unknown), byColor);
  }

  private short[] table(MaskValues mask) {
    short[] table = new short[MOST_VALUES];
    Arrays.fill(table, (short) UNKNOWN);
    if (hasValues()) {
      values.forEach((value, c) -> table[value] = c.shortValue());
      return table;
    }
    if (mask.kind() == MaskValues.Kind.PALETTE) {
      int[] palette = mask.paletteColors();
      for (int i = 0; i < palette.length; i++) {
        table[i] = (short) (int) colors.getOrDefault(palette[i], UNKNOWN);
      }
    } else {
      for (int i = 0; i <= 0xff; i++) {
        table[i] = (short) (int) colors.getOrDefault(i * 0x010101, UNKNOWN);
      }
    }
    return table;
  }

  /**
   * The same with some classes put together: the new class takes the place of the first of them.
   *
   * @param merges the classes that make up each new one
   * @throws IllegalArgumentException if there is no such class, or one is put into two
   */
  ClassTable merged(Map<String, List<String>> merges) {
    if (merges.isEmpty()) {
      return this;
    }
    Map<String, String> becomes = new LinkedHashMap<>();
    names.forEach(name -> becomes.put(name, name));
    merges.forEach(
        (merged, parts) ->
            parts.forEach(
                part -> {
                  String before = becomes.get(part);
                  if (before == null) {
                    throw new IllegalArgumentException(
                        "merge puts %s into %s, but there is no such class; there are %s"
                            .formatted(part, merged, String.join(", ", names)));
                  }
                  if (!before.equals(part)) {
                    throw new IllegalArgumentException(
                        "merge puts %s into %s and into %s".formatted(part, before, merged));
                  }
                  becomes.put(part, merged);
                }));
    List<String> fewer = becomes.values().stream().distinct().toList();
    return new ClassTable(
        fewer, renumbered(values, becomes, fewer), renumbered(colors, becomes, fewer));
  }

  private Map<Integer, Integer> renumbered(
      Map<Integer, Integer> table, Map<String, String> becomes, List<String> fewer) {
    Map<Integer, Integer> renumbered = new HashMap<>();
    table.forEach(
        (value, c) ->
            renumbered.put(
                value, c == ClassMask.IGNORE ? c : fewer.indexOf(becomes.get(names.get(c)))));
    return renumbered;
  }
}
