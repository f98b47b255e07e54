package dev.vinyl.training.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings as a tree of keys, not yet bound to a record. Immutable.
 *
 * <pre>{@code
 * ConfigTree tree = Recipes.load("paper", "finetune")
 *     .overlaidBy(ConfigTree.read(Path.of("mine.yaml")))
 *     .with("optimizer.beta2=0.95");
 * FineTuningConfig config = FineTuningConfig.of(tree);
 * }</pre>
 */
public final class ConfigTree {
  private final ObjectNode root;

  private ConfigTree(ObjectNode root) {
    this.root = root;
  }

  /**
   * Reads a YAML file.
   *
   * @throws ConfigException if there is no such file, or it is not YAML with keys and values
   * @throws IOException if it cannot be read
   */
  public static ConfigTree read(Path file) throws IOException {
    try {
      return parse(TextFiles.read(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file; check the path", e);
    } catch (TextException e) {
      throw new ConfigException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads YAML.
   *
   * @param origin what errors call the text, such as its file
   * @throws ConfigException if it is not YAML with keys and values
   */
  public static ConfigTree parse(String yaml, String origin) throws ConfigException {
    JsonNode node;
    try {
      node = Yaml.read(yaml);
    } catch (TextException e) {
      throw new ConfigException(origin + ": " + e.getMessage(), e);
    }
    if (node.isNull()) {
      return new ConfigTree(Yaml.MAPPER.createObjectNode());
    }
    if (!(node instanceof ObjectNode keys)) {
      throw new ConfigException(origin + ": holds no keys; write lines such as epochs: 100");
    }
    return new ConfigTree(keys);
  }

  /** The settings of a record, as {@link #bind} takes them. */
  public static ConfigTree of(Record settings) {
    return new ConfigTree(Yaml.MAPPER.valueToTree(settings));
  }

  /**
   * All settings of a stage, as {@link #bind(Class, Class, String)} takes them, in the order of the
   * recipes. Keys that only other stages have stand at their defaults.
   *
   * @param shared the type of the component that holds what all stages share, or of the record
   */
  public static ConfigTree of(Record settings, Class<? extends Record> shared) {
    return new ConfigTree(new StageKeys(shared, settings.getClass()).tree(settings));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ConfigTree of(ObjectNode root) {
    return new ConfigTree(root.deepCopy());
  }

  /** This tree with the other's keys on top: groups are merged, values and lists replaced. */
  public ConfigTree overlaidBy(ConfigTree upper) {
    ObjectNode merged = root.deepCopy();
    overlay(merged, upper.root);
    return new ConfigTree(merged);
  }

  private static void overlay(ObjectNode lower, ObjectNode upper) {
    for (Map.Entry<String, JsonNode> entry : upper.properties()) {
      JsonNode below = lower.get(entry.getKey());
      if (below instanceof ObjectNode group && entry.getValue() instanceof ObjectNode inner) {
        overlay(group, inner);
      } else {
        lower.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  /**
   * This tree with one key set, written as on a command line: {@code epochs=10}, {@code
   * schedule.milestones=[5, 8]}. The value is read as YAML.
   *
   * @throws ConfigException if it is not of the form {@code key=value}
   */
  public ConfigTree with(String assignment) throws ConfigException {
    int equals = assignment.indexOf('=');
    String path = equals < 0 ? "" : assignment.substring(0, equals).strip();
    if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new ConfigException(
          "a setting is written key=value, such as epochs=10; got " + assignment);
    }
    ObjectNode upper = Yaml.MAPPER.createObjectNode();
    ObjectNode group = upper;
    String[] keys = path.split("\\.", -1);
    for (int i = 0; i < keys.length - 1; i++) {
      group = group.putObject(keys[i]);
    }
    group.set(keys[keys.length - 1], value(path, assignment.substring(equals + 1)));
    return overlaidBy(new ConfigTree(upper));
  }

  private static JsonNode value(String path, String text) throws ConfigException {
    try {
      JsonNode value = Yaml.read(text);
      if (value.isNull()) {
        throw new ConfigException(path + ": has no value; write " + path + "=VALUE");
      }
      return value;
    } catch (TextException e) {
      throw new ConfigException(path + ": " + e.problem(), e);
    }
  }

  /**
   * Every value as text by its path, such as {@code optimizer.beta1}; in the order of the keys. A
   * list is one value.
   */
  public Map<String, String> leaves() {
    Map<String, String> leaves = new LinkedHashMap<>();
    leafNodes()
        .forEach(
            (path, value) ->
                leaves.put(path, value.isValueNode() ? value.asText() : value.toString()));
    return leaves;
  }

  /** The same, as they are. */
  Map<String, JsonNode> leafNodes() {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    addLeaves("", root, leaves);
    return leaves;
  }

  private static void addLeaves(String prefix, ObjectNode group, Map<String, JsonNode> leaves) {
    for (Map.Entry<String, JsonNode> entry : group.properties()) {
      String path = prefix + entry.getKey();
      if (entry.getValue() instanceof ObjectNode inner) {
        addLeaves(path + ".", inner, leaves);
      } else {
        leaves.put(path, entry.getValue());
      }
    }
  }

  /** The groups of keys in this tree, by their keys, in order. */
  Map<String, ConfigTree> groups() {
    Map<String, ConfigTree> groups = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (entry.getValue() instanceof ObjectNode group) {
        groups.put(entry.getKey(), new ConfigTree(group));
      }
    }
    return groups;
  }

  /**
   * Makes a record of these settings. Every component of the record needs its key, and every key
   * its component.
   *
   * @throws ConfigException if a key is unknown or missing or has a value of the wrong kind; the
   *     message names the key, and the nearest known one
   * @throws IllegalArgumentException if the record refuses a value, with the record's own message
   */
  public <T extends Record> T bind(Class<T> type) throws ConfigException {
    return Yaml.bind(root, type, List.of());
  }

  /**
   * Makes the record of a stage of these settings: a record of keys that all stages share, and keys
   * of its own beside it. Keys that only other stages have may stand at their defaults.
   *
   * @param type has a component of the shared type, or is it
   * @param stage its name, for messages
   * @throws ConfigException as {@link #bind(Class)}, and if a key that only other stages have is
   *     not at its default
   * @throws IllegalArgumentException if a record refuses a value, with the record's own message
   */
  public <T extends Record> T bind(Class<T> type, Class<? extends Record> shared, String stage)
      throws ConfigException {
    return new StageKeys(shared, type).bind(root, type, stage);
  }

  /** Makes the record of keys that all stages share; keys of single stages are left out. */
  public <S extends Record> S bindPart(Class<S> shared) throws ConfigException {
    return new StageKeys(shared, shared).bindShared(root, shared);
  }

  /**
   * The same settings in the order of the recipes, with the keys that all stages share as their
   * record writes them.
   *
   * @throws ConfigException if one of those is missing or of the wrong kind
   */
  public ConfigTree resolved(Class<? extends Record> shared) throws ConfigException {
    return new ConfigTree(new StageKeys(shared, shared).resolved(root));
  }

  /** The record of a run with the names that its keys have today. */
  public ConfigTree withoutOldKeys() {
    ObjectNode node = root.deepCopy();
    OldKeys.translate(node);
    return new ConfigTree(node);
  }

  /** The settings as YAML, in the order of their keys, ending with a line break. */
  public String toYaml() {
    return Yaml.write(root);
  }

  /**
   * The settings as YAML with a comment above each of them. A setting that is not given itself
   * follows those of its group as a comment.
   *
   * @param meanings of settings, by their paths; a group that has one is shown as one value
   * @param others settings that could be given too, with the values that they have
   */
  public String toYaml(Map<String, String> meanings, ConfigTree others) {
    StringBuilder yaml = new StringBuilder();
    explain("", root, meanings, others.leaves(), yaml);
    return yaml.toString();
  }

  private static void explain(
      String prefix,
      ObjectNode group,
      Map<String, String> meanings,
      Map<String, String> others,
      StringBuilder yaml) {
    String indent = "  ".repeat((int) prefix.chars().filter(c -> c == '.').count());
    for (Map.Entry<String, JsonNode> entry : group.properties()) {
      String path = prefix + entry.getKey();
      String meaning = meanings.get(path);
      if (meaning != null) {
        yaml.append(indent).append("# ").append(meaning).append('\n');
      }
      yaml.append(indent).append(entry.getKey()).append(':');
      if (meaning == null && entry.getValue() instanceof ObjectNode inner) {
        yaml.append('\n');
        explain(path + ".", inner, meanings, others, yaml);
      } else {
        JsonNode value = entry.getValue();
        yaml.append(' ').append(value.isNumber() ? value.asText() : value).append('\n');
      }
    }
    others.forEach(
        (path, value) -> {
          int name = path.lastIndexOf('.') + 1;
          boolean mine = path.substring(0, name).equals(prefix) && !prefix.isEmpty();
          if (mine && !group.has(path.substring(name)) && meanings.containsKey(path)) {
            yaml.append(indent).append("# ").append(meanings.get(path)).append('\n');
            yaml.append(indent).append("# ").append(path.substring(name)).append(": ");
            yaml.append(value).append('\n');
          }
        });
  }

  /** A copy for Jackson, where these settings are part of something larger. */
  @JsonValue
  ObjectNode toNode() {
    return root.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigTree tree && root.equals(tree.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return toYaml();
  }
}
