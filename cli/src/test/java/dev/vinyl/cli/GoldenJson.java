package dev.vinyl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compares JSON with what it was before: keys and their order, texts and whole numbers exactly,
 * other numbers within {@value #TOLERANCE} of their size, because {@code Math.exp} and the like may
 * differ in the last bit between machines.
 */
final class GoldenJson {
  static final double TOLERANCE = 1e-9;

  private final Set<String> ignored;
  private final List<String> differences = new ArrayList<>();

  private GoldenJson(Set<String> ignored) {
    this.ignored = ignored;
  }

  /**
   * What differs, a line each that begins with its JSON pointer.
   *
   * @param ignored keys that have to be there, with whatever value
   */
  static List<String> differences(JsonNode golden, JsonNode now, Set<String> ignored) {
    GoldenJson comparison = new GoldenJson(ignored);
    comparison.compare("", golden, now);
    return comparison.differences;
  }

  private void compare(String pointer, JsonNode golden, JsonNode now) {
    if (golden.isObject() && now.isObject()) {
      compareObjects(pointer, golden, now);
    } else if (golden.isArray() && now.isArray()) {
      compareArrays(pointer, golden, now);
    } else if (golden.isFloatingPointNumber() && now.isFloatingPointNumber()) {
      double was = golden.doubleValue();
      double is = now.doubleValue();
      if (!(Math.abs(is - was) <= TOLERANCE * Math.max(Math.abs(is), Math.abs(was)))) {
        differs(pointer, golden, now);
      }
    } else if (!golden.equals(now)) {
      differs(pointer, golden, now);
    }
  }

  private void compareObjects(String pointer, JsonNode golden, JsonNode now) {
    List<String> were = keys(golden);
    List<String> are = keys(now);
    if (!were.equals(are)) {
      differences.add("%s: had the keys %s, has now %s".formatted(named(pointer), were, are));
    }
    for (String key : were) {
      JsonNode value = now.get(key);
      if (value != null && !ignored.contains(key)) {
        String escaped = key.replace("~", "~0").replace("/", "~1");
        compare(pointer + "/" + escaped, golden.path(key), value);
      }
    }
  }

  private void compareArrays(String pointer, JsonNode golden, JsonNode now) {
    if (golden.size() != now.size()) {
      differences.add(
          "%s: had %d elements, has now %d".formatted(named(pointer), golden.size(), now.size()));
    }
    for (int i = 0; i < Math.min(golden.size(), now.size()); i++) {
      compare(pointer + "/" + i, golden.path(i), now.path(i));
    }
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private void differs(String pointer, JsonNode golden, JsonNode now) {
    differences.add("%s: was %s, is now %s".formatted(named(pointer), brief(golden), brief(now)));
  }

  private static String named(String pointer) {
    return pointer.isEmpty() ? "the whole" : pointer;
  }

  private static String brief(JsonNode value) {
    return value.isContainerNode() ? "an " + value.getNodeType() : value.toString();
  }
}
