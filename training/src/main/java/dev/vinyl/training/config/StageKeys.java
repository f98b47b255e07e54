package dev.vinyl.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a stage: those that all stages share, in a record of their own, and those that the
 * stage's record has beside it. Keys that only other stages have are those of {@code defaults.yaml}
 * that are neither; they may stand at their defaults, which mean nothing.
 */
final class StageKeys {
  private final Class<? extends Record> shared;
  private final Class<? extends Record> type;
  private final List<String> own = new ArrayList<>();
  private final Map<String, JsonNode> foreign;

  /**
   * @param shared what all stages share
   * @param type the stage's record, with a component of the shared type; or the shared type itself
   */
  StageKeys(Class<? extends Record> shared, Class<? extends Record> type) {
    this.shared = shared;
    this.type = type;
    if (type != shared) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getType() != shared) {
          own.add(path(component));
        }
      }
    }
    this.foreign = Recipes.defaults().leafNodes();
    TreeSet<String> known = new TreeSet<>(own);
    for (RecordComponent group : shared.getRecordComponents()) {
      // What a converter binds has other keys than the record that it makes.
      boolean isGroup =
          group.getType().isRecord()
              && !group.getAccessor().isAnnotationPresent(JsonDeserialize.class);
      if (isGroup) {
        for (RecordComponent key : group.getType().getRecordComponents()) {
          known.add(group.getName() + "." + key.getName());
        }
      } else {
        known.add(group.getName());
      }
    }
    foreign
        .keySet()
        .removeIf(
            path -> known.stream().anyMatch(key -> path.equals(key) || path.startsWith(key + ".")));
  }

  private static String path(RecordComponent component) {
    JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
    return name == null ? component.getName() : name.value();
  }

  /** Makes the stage's record of settings. */
  <T extends Record> T bind(ObjectNode settings, Class<T> record, String stage)
      throws ConfigException {
    ObjectNode rest = settings.deepCopy();
    ObjectNode bound = Yaml.MAPPER.createObjectNode();
    for (String path : own) {
      JsonNode value = take(rest, path);
      if (value != null) {
        bound.set(path, value);
      }
    }
    for (Map.Entry<String, JsonNode> key : foreign.entrySet()) {
      JsonNode value = take(rest, key.getKey());
      if (value != null && !isSame(value, key.getValue())) {
        throw new ConfigException(
            "%s has no effect in the stage %s; leave it out".formatted(key.getKey(), stage));
      }
    }
    if (record == shared) {
      return Yaml.bind(rest, record, own);
    }
    Record common = Yaml.bind(rest, shared, own);
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType() == shared) {
        bound.putPOJO(component.getName(), common);
      }
    }
    return Yaml.bind(bound, record, List.of());
  }

  /** Makes the shared record of the settings of any stage. */
  <S extends Record> S bindShared(ObjectNode settings, Class<S> record) throws ConfigException {
    ObjectNode rest = settings.deepCopy();
    foreign.keySet().forEach(path -> take(rest, path));
    List<String> names = new ArrayList<>();
    for (RecordComponent component : shared.getRecordComponents()) {
      names.add(component.getName());
    }
    rest.retain(names);
    return Yaml.bind(rest, record, List.of());
  }

  /** All settings of a stage's record, in the order of {@code defaults.yaml}. */
  ObjectNode tree(Record settings) {
    ObjectNode node = Yaml.MAPPER.valueToTree(settings);
    ObjectNode all = Yaml.MAPPER.createObjectNode();
    if (type == shared) {
      all.setAll(node);
    } else {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getType() == shared) {
          all.setAll((ObjectNode) node.get(component.getName()));
        }
      }
      own.forEach(path -> put(all, path, node.get(path)));
    }
    foreign.forEach((path, value) -> put(all, path, value));
    return ordered(all, Recipes.defaults().toNode());
  }

  /** Settings of any stage with those that all stages share as their record writes them. */
  ObjectNode resolved(ObjectNode settings) throws ConfigException {
    ObjectNode all = Yaml.MAPPER.valueToTree(bindShared(settings, shared));
    ObjectNode rest = settings.deepCopy();
    foreign.forEach(
        (path, otherwise) -> {
          JsonNode given = take(rest, path);
          put(all, path, given == null ? otherwise : given);
        });
    return ordered(all, Recipes.defaults().toNode());
  }

  private static ObjectNode ordered(ObjectNode node, ObjectNode pattern) {
    ObjectNode ordered = Yaml.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : pattern.properties()) {
      JsonNode value = node.get(entry.getKey());
      if (value instanceof ObjectNode group && entry.getValue() instanceof ObjectNode inner) {
        ordered.set(entry.getKey(), ordered(group, inner));
      } else if (value != null) {
        ordered.set(entry.getKey(), value);
      }
    }
    node.properties().forEach(e -> ordered.putIfAbsent(e.getKey(), e.getValue()));
    return ordered;
  }

  /** Takes a value out of a tree, and its group where nothing else is in it. */
  static @Nullable JsonNode take(ObjectNode node, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return node.remove(path);
    }
    String key = path.substring(0, dot);
    if (!(node.get(key) instanceof ObjectNode group)) {
      return null;
    }
    JsonNode value = take(group, path.substring(dot + 1));
    if (value != null && group.isEmpty()) {
      node.remove(key);
    }
    return value;
  }

  /** Puts a value into a tree, and makes the groups on the way to it. */
  static void put(ObjectNode node, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      node.set(path, value);
    } else {
      String key = path.substring(0, dot);
      ObjectNode group = node.get(key) instanceof ObjectNode there ? there : node.putObject(key);
      put(group, path.substring(dot + 1), value);
    }
  }

  private static boolean isSame(JsonNode value, JsonNode other) {
    if (value.isNumber() && other.isNumber()) {
      return value.doubleValue() == other.doubleValue();
    }
    boolean bothEmpty =
        value.isContainerNode() && other.isContainerNode() && value.isEmpty() && other.isEmpty();
    return bothEmpty || value.equals(other);
  }
}
