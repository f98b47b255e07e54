package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Many names of parameters in a few words. */
final class ParameterNames {
  private static final int MOST_RANGES = 4;
  private static final int MOST_SEGMENTS = 16;

  private ParameterNames() {}

  /**
   * Names as patterns: {@code layers.0.weight} to {@code layers.11.weight} are {@code
   * layers.{0..11}.weight}. The patterns stand for these names and no others, in the order of each
   * one's first name; long names are cut.
   */
  static List<String> patterns(Collection<String> names) {
    Collection<List<String>> patterns = new LinkedHashSet<>();
    names.forEach(name -> patterns.add(List.of(shown(name).split("\\.", -1))));
    int longest = patterns.stream().mapToInt(List::size).max().orElse(0);
    Collection<List<String>> merged = patterns;
    for (int place = 0; place < Math.min(longest, MOST_SEGMENTS); place++) {
      merged = merged(merged, place, false);
    }
    for (int place = 0; place < Math.min(longest, MOST_SEGMENTS); place++) {
      merged = merged(merged, place, true);
    }
    return merged.stream().map(pattern -> String.join(".", pattern)).toList();
  }

  /** Makes one of patterns that differ in one place alone: numbers, or last words. */
  private static Collection<List<String>> merged(
      Collection<List<String>> patterns, int place, boolean lastWords) {
    Map<List<String>, List<String>> groups = new LinkedHashMap<>();
    for (List<String> pattern : patterns) {
      List<String> others = new ArrayList<>(pattern);
      boolean canMerge =
          place < pattern.size()
              && (lastWords
                  ? place == pattern.size() - 1 && pattern.get(place).matches("weight|bias")
                  : pattern.get(place).matches("0|[1-9][0-9]{0,8}"));
      if (canMerge) {
        others.set(place, "*");
      }
      groups
          .computeIfAbsent(others, key -> new ArrayList<>())
          .add(canMerge ? pattern.get(place) : "");
    }
    List<List<String>> merged = new ArrayList<>();
    groups.forEach(
        (others, values) -> {
          if (!values.get(0).isEmpty()) {
            String text = lastWords ? String.join(",", values) : ranges(values);
            others.set(place, values.size() == 1 ? values.get(0) : "{" + text + "}");
          }
          merged.add(others);
        });
    return merged;
  }

  private static String ranges(List<String> numbers) {
    SortedSet<Integer> sorted = new TreeSet<>();
    numbers.forEach(number -> sorted.add(Integer.parseInt(number)));
    List<String> ranges = new ArrayList<>();
    int first = sorted.first();
    int last = first;
    for (int number : sorted) {
      if (number > last + 1) {
        ranges.add(range(first, last));
        first = number;
      }
      last = number;
    }
    ranges.add(range(first, last));
    if (ranges.size() <= MOST_RANGES) {
      return String.join(",", ranges);
    }
    return "%s,..,%s"
        .formatted(String.join(",", ranges.subList(0, MOST_RANGES - 1)), range(last, last));
  }

  private static String range(int first, int last) {
    if (first == last) {
      return Integer.toString(first);
    }
    return last == first + 1 ? first + "," + last : first + ".." + last;
  }
}
