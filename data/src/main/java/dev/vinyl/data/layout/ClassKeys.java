package dev.vinyl.data.layout;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a description says of classes: their names, values and colours.
 *
 * @param names in their order; empty where nothing is said
 * @param values of each class, where they are not its index
 * @param colors of each class
 * @param ignoredValues values that count nowhere
 * @param ignoredColors colours that count nowhere
 * @param counted whether values are the classes' indices because nothing else is said
 * @param merge classes that become one, by its name
 */
record ClassKeys(
    List<String> names,
    Map<String, List<Integer>> values,
    Map<String, List<Integer>> colors,
    List<Integer> ignoredValues,
    List<Integer> ignoredColors,
    boolean counted,
    Map<String, List<String>> merge) {
  static final ClassKeys NONE =
      new ClassKeys(List.of(), Map.of(), Map.of(), List.of(), List.of(), false, Map.of());

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int MOST_VALUE = 0xffff;

  static ClassKeys of(Keys keys) {
    Map<String, List<Integer>> values = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    Object classes = keys.value("classes");
    boolean reduce = keys.flag("reduceZeroLabel");
    if (classes instanceof List<?> list) {
      for (Object name : list) {
        values.put(String.valueOf(name), List.of(values.size() + (reduce ? 1 : 0)));
        names.add(String.valueOf(name));
      }
    } else {
      keys.map("classes").forEach((name, value) -> values.put(name, numbers("classes", value)));
      names.addAll(values.keySet());
    }
    Map<String, List<Integer>> colors = new LinkedHashMap<>();
    keys.map("colors").forEach((name, value) -> colors.put(name, colors("colors", value)));
    if (names.isEmpty()) {
      names.addAll(colors.keySet());
    }
    for (String name : colors.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "colors has %s, which is none of the classes %s"
                .formatted(name, String.join(", ", names)));
      }
    }
    List<Integer> ignoredValues = new ArrayList<>();
    List<Integer> ignoredColors = new ArrayList<>();
    for (Object ignored : Keys.entries(keys.value("ignore"))) {
      if (ignored instanceof Integer) {
        ignoredValues.addAll(numbers("ignore", ignored));
      } else {
        ignoredColors.add(color("ignore", ignored));
      }
    }
    if (reduce) {
      if (!(classes instanceof List)) {
        throw new IllegalArgumentException(
            "reduceZeroLabel goes with classes as a list; values that are given need no counting");
      }
      ignoredValues.add(0);
    }
    return new ClassKeys(
        List.copyOf(names),
        values,
        colors,
        List.copyOf(ignoredValues),
        List.copyOf(ignoredColors),
        classes instanceof List && !reduce && colors.isEmpty(),
        keys.lists("merge"));
  }

  private static List<Integer> numbers(String key, @Nullable Object value) {
    List<Integer> numbers = new ArrayList<>();
    for (Object entry : Keys.entries(value)) {
      if (!(entry instanceof Integer number) || number < 0 || number > MOST_VALUE) {
        throw new IllegalArgumentException(
            "%s must be values of mask files, whole numbers in 0..%d, got %s; colours go under colors"
                .formatted(key, MOST_VALUE, entry));
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** One colour, or a list of them. */
  private static List<Integer> colors(String key, @Nullable Object value) {
    List<Object> entries = Keys.entries(value);
    if (entries.size() == 3 && entries.stream().allMatch(Integer.class::isInstance)) {
      return List.of(color(key, entries));
    }
    return entries.stream().map(entry -> color(key, entry)).toList();
  }

  private static int color(String key, Object value) {
    if (value instanceof String text && HEX.matcher(text).matches()) {
      return Integer.parseInt(text.substring(1), 16);
    }
    if (value instanceof List<?> list && list.size() == 3) {
      int color = 0;
      for (Object channel : list) {
        if (!(channel instanceof Integer number) || number < 0 || number > 255) {
          throw notAColor(key, value);
        }
        color = color << 8 | number;
      }
      return color;
    }
    throw notAColor(key, value);
  }

  private static IllegalArgumentException notAColor(String key, Object value) {
    return new IllegalArgumentException(
        "%s must be a colour as \"#rrggbb\" or [red, green, blue], got %s".formatted(key, value));
  }

  /** What is said of classes; empty where no class is named. */
  Optional<ClassTable> table() {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    ClassTable.requireNames(names);
    Map<Integer, Integer> byValue = new HashMap<>();
    Map<Integer, Integer> byColor = new HashMap<>();
    for (int c = 0; c < names.size(); c++) {
      int index = c;
      String name = names.get(c);
      values.getOrDefault(name, List.of()).forEach(v -> put(byValue, v, index, "value"));
      colors.getOrDefault(name, List.of()).forEach(v -> put(byColor, v, index, "colour"));
    }
    return Optional.of(withIgnored(new ClassTable(names, byValue, byColor)).merged(merge));
  }

  private void put(Map<Integer, Integer> table, int key, int index, String what) {
    Integer before = table.put(key, index);
    if (before != null && before != index) {
      throw new IllegalArgumentException(
          "the %s %s stands for %s and for %s"
              .formatted(
                  what,
                  what.equals("value") ? Integer.toString(key) : "#%06x".formatted(key),
                  names.get(before),
                  names.get(index)));
    }
  }

  /**
   * A layout's own table, changed as is said: classes are merged, and more is ignored.
   *
   * @throws IllegalArgumentException if something does not go together
   */
  ClassTable applied(ClassTable own) {
    return withIgnored(table().orElse(own.merged(merge)));
  }

  private ClassTable withIgnored(ClassTable table) {
    Map<Integer, Integer> byValue = new HashMap<>(table.values());
    Map<Integer, Integer> byColor = new HashMap<>(table.colors());
    ignoredValues.forEach(value -> byValue.put(value, ClassMask.IGNORE));
    ignoredColors.forEach(color -> byColor.put(color, ClassMask.IGNORE));
    return new ClassTable(table.names(), byValue, byColor).with255Ignored();
  }
}
