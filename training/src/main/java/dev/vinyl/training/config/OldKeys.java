package dev.vinyl.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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

  /** Settings of all stages that runs of before do not have, with what those did. */
  private static final Map<String, JsonNode> ADDED =
      Map.of(
          "input.fit", TextNode.valueOf("stretch"),
          "input.resize", IntNode.valueOf(0),
          "augment.scaleJitter", DoubleNode.valueOf(1));

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
    ADDED.forEach((path, value) -> addToGroup(manifest, "config." + path, value));
    SETTINGS.forEach((old, today) -> rename(manifest, "config." + old, "config." + today));
  }

  /** Puts a value where the group is there and has none. */
  private static void addToGroup(ObjectNode node, String path, JsonNode value) {
    int dot = path.lastIndexOf('.');
    JsonNode group = node.at("/" + path.substring(0, dot).replace('.', '/'));
    if (group instanceof ObjectNode there && !there.has(path.substring(dot + 1))) {
      there.set(path.substring(dot + 1), value);
    }
  }

  private static void rename(ObjectNode node, String old, String today) {
    @Nullable JsonNode value = StageKeys.take(node, old);
    if (value != null) {
      StageKeys.put(node, today, value);
    }
  }
}
