package dev.vinyl.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys of settings and of {@code run.yaml} that have another name today. */
final class OldKeys {
  /** Old paths of settings and what they are called now. */
  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("firstValues.positionDeviation", "initialization.positionStandardDeviation");
    SETTINGS.put("firstValues.zeroHead", "initialization.zeroHead");
    SETTINGS.put("validation.pictures", "validation.images");
  }

  private OldKeys() {}

  /** What a key, or a group of keys, is called now, if it is an old one. */
  static Optional<String> today(String path) {
    if (SETTINGS.containsKey(path)) {
      return Optional.of(SETTINGS.get(path));
    }
    return SETTINGS.entrySet().stream()
        .filter(key -> key.getKey().startsWith(path + "."))
        .map(key -> key.getValue().substring(0, key.getValue().indexOf('.')))
        .findFirst();
  }

  /**
   * Gives the keys of a run's manifest the names of today, and those that are left out, in place.
   */
  static void translate(ObjectNode manifest) {
    rename(manifest, "data.pictures", "data.images");
    if (manifest.get("from") instanceof ObjectNode origin && !origin.has("positions")) {
      origin.put("positions", ""); // not written where there is nothing to say
    }
    SETTINGS.forEach((old, today) -> rename(manifest, "config." + old, "config." + today));
  }

  private static void rename(ObjectNode node, String old, String today) {
    @Nullable JsonNode value = StageKeys.take(node, old);
    if (value != null) {
      StageKeys.put(node, today, value);
    }
  }
}
