package dev.vinyl.data.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a YAML file by their types; what is of another type is an error that says so. */
record Keys(Map<?, ?> content) {

  @Nullable Object value(String key) {
    return content.get(key);
  }

  /** Empty where the key is not there. */
  String text(String key) {
    Object value = value(key);
    if (value == null) {
      return "";
    }
    if (value instanceof Map || value instanceof List) {
      throw new IllegalArgumentException("%s must be a text, got %s".formatted(key, value));
    }
    return value.toString();
  }

  /** False where the key is not there. */
  boolean flag(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof Boolean)) {
      throw new IllegalArgumentException("%s must be true or false, got %s".formatted(key, value));
    }
    return value != null && (Boolean) value;
  }

  /** Texts by name; empty where the key is not there. */
  Map<String, String> texts(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    map(key).forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  /** A list of texts for each name; empty where the key is not there. */
  Map<String, List<String>> lists(String key) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    map(key)
        .forEach(
            (name, value) ->
                lists.put(name, entries(value).stream().map(String::valueOf).toList()));
    return lists;
  }

  /** What stands under a key by name. */
  Map<String, @Nullable Object> map(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof Map)) {
      throw new IllegalArgumentException(
          "%s must have a name and a value for each entry, such as {name: 1}, got %s"
              .formatted(key, value));
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((name, entry) -> map.put(name.toString(), entry));
    }
    return map;
  }

  /** The entries of a list; a single value is a list of itself. */
  static List<Object> entries(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<Object> entries = new ArrayList<>();
    for (Object entry : value instanceof List<?> list ? list : List.of(value)) {
      entries.add(entry == null ? "nothing" : entry); // which no key takes
    }
    return entries;
  }
}
