package dev.vinyl.training.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The recipes that come with Vinyl: YAML resources with the settings of each stage. */
public final class Recipes {
  private static final List<String> NAMES = List.of("paper");

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
    if (!NAMES.contains(name)) {
      throw new ConfigException(
          "there is no recipe named %s; known recipes: %s"
              .formatted(name, String.join(", ", NAMES)));
    }
    Map<String, ConfigTree> stages = ConfigTree.parse(read(name), "recipe " + name).groups();
    ConfigTree settings = stages.get(stage);
    if (settings == null) {
      throw new ConfigException(
          "recipe %s has no stage %s; its stages: %s"
              .formatted(name, stage, String.join(", ", stages.keySet())));
    }
    return settings;
  }

  private static String read(String name) {
    String resource = "/dev/vinyl/training/recipe/" + name + ".yaml";
    try (InputStream in = Recipes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + resource + " cannot be read", e);
    }
  }
}
