package dev.vinyl.training.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The recipes that come with Vinyl: YAML resources with a group of settings for each stage, laid
 * over their group {@code all}, which is laid over {@code defaults.yaml}.
 */
public final class Recipes {
  private static final List<String> NAMES = List.of("paper", "reference-code", "vinyl");
  private static final String DEFAULTS = "defaults";
  private static final String ALL_STAGES = "all";
  private static final String KEYS = "keys";

  private Recipes() {}

  /** The names that {@link #load} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A recipe's settings for one stage.
   *
   * @param name such as {@code paper}
   * @param stage such as {@code finetune}
   * @throws ConfigException if there is no such recipe, or it has no settings for the stage
   */
  public static ConfigTree load(String name, String stage) throws ConfigException {
    Map<String, ConfigTree> groups = load(name);
    List<String> stages = stages(name);
    if (!stages.contains(stage)) {
      throw new ConfigException(
          "recipe %s has no stage %s; its stages: %s"
              .formatted(name, stage, String.join(", ", stages)));
    }
    ConfigTree settings = defaults().with("recipe=" + name);
    for (String group : List.of(ALL_STAGES, stage)) {
      settings = groups.containsKey(group) ? settings.overlaidBy(groups.get(group)) : settings;
    }
    return settings;
  }

  /** What every recipe begins with. */
  public static ConfigTree defaults() {
    try {
      return read(DEFAULTS);
    } catch (ConfigException e) {
      throw new IllegalStateException("the resource of defaults is damaged: " + e.getMessage(), e);
    }
  }

  private static Map<String, ConfigTree> load(String name) throws ConfigException {
    if (!NAMES.contains(name)) {
      throw new ConfigException(
          "there is no recipe named %s; known recipes: %s"
              .formatted(name, String.join(", ", NAMES)));
    }
    return read(name).groups();
  }

  /** The stages that a recipe has settings for. */
  public static List<String> stages(String name) throws ConfigException {
    return load(name).keySet().stream().filter(group -> !group.equals(ALL_STAGES)).toList();
  }

  /** What each setting means, by its path such as {@code optimizer.beta1}, in order. */
  public static Map<String, String> keys() {
    try {
      return read(KEYS).leaves();
    } catch (ConfigException e) {
      throw new IllegalStateException("the resource of keys is damaged: " + e.getMessage(), e);
    }
  }

  private static ConfigTree read(String name) throws ConfigException {
    String resource = "/dev/vinyl/training/recipe/" + name + ".yaml";
    try (InputStream in = Recipes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ConfigTree.parse(yaml, "recipe " + name);
    } catch (ConfigException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + resource + " cannot be read", e);
    }
  }
}
