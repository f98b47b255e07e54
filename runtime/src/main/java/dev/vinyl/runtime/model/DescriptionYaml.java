package dev.vinyl.runtime.model;

import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.io.IoReasons;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a {@link ModelDescription}; the keys are listed there. */
final class DescriptionYaml {
  private static final Set<String> SECTIONS = Set.of("input", "output", "classes");
  private static final Set<String> INPUT_KEYS =
      Set.of(
          "name",
          "layout",
          "height",
          "width",
          "interpolation",
          "channelOrder",
          "scale",
          "mean",
          "std");
  private static final Set<String> OUTPUT_KEYS = Set.of("name", "layout");

  private final String file;

  private DescriptionYaml(String file) {
    this.file = file;
  }

  static ModelDescription read(Path yaml) throws ModelException {
    try (Reader text = Files.newBufferedReader(yaml)) {
      return read(yaml.toString(), text);
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelException(
          yaml.toString(), "cannot be read (" + IoReasons.of(e) + "); check the file", e);
    }
  }

  static ModelDescription read(String name, Reader text) throws ModelException {
    DescriptionYaml reader = new DescriptionYaml(name);
    try {
      return reader.description(reader.section("", load(text)));
    } catch (YAMLException e) {
      throw new ModelException(reader.file, "is no YAML (" + oneLine(e) + "); correct the file", e);
    } catch (IllegalArgumentException e) {
      throw new ModelException(reader.file, e.getMessage() + "; correct the file", e);
    }
  }

  private static @Nullable Object load(Reader text) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(strict)).load(text);
  }

  private ModelDescription description(Map<String, Object> root) throws ModelException {
    knownOnly("", root, SECTIONS);
    Map<String, Object> input = section("input", root.get("input"));
    knownOnly("input.", input, INPUT_KEYS);
    Map<String, Object> output =
        root.containsKey("output") ? section("output", root.get("output")) : Map.of();
    knownOnly("output.", output, OUTPUT_KEYS);
    TensorLayout layout = oneOf("input.layout", input, TensorLayout.NCHW);
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.SEGMENT, preprocess(input), classes(root), 1, Map.of("description", file));
    return new ModelDescription(
        metadata,
        text("input.name", input),
        layout,
        text("output.name", output),
        oneOf("output.layout", output, layout));
  }

  private PreprocessSpec preprocess(Map<String, Object> input) throws ModelException {
    return new PreprocessSpec(
        size("input.height", input),
        size("input.width", input),
        oneOf("input.interpolation", input, Interpolation.LINEAR),
        oneOf("input.channelOrder", input, ChannelOrder.RGB),
        number("input.scale", required("input.scale", input)),
        numbers("input.mean", input, 0),
        numbers("input.std", input, 1));
  }

  private List<String> classes(Map<String, Object> root) throws ModelException {
    if (required("classes", root) instanceof List<?> names && !names.isEmpty()) {
      return names.stream().map(String::valueOf).toList();
    }
    throw wrong("classes", "a list of names", root.get("classes"));
  }

  private Map<String, Object> section(String key, @Nullable Object value) throws ModelException {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(key.isEmpty() ? "the file" : key, "keys with values", value);
    }
    Map<String, Object> section = new HashMap<>();
    map.forEach(
        (name, entry) -> {
          if (entry != null) {
            section.put(String.valueOf(name), entry);
          }
        });
    return section;
  }

  private void knownOnly(String prefix, Map<String, Object> section, Set<String> known)
      throws ModelException {
    for (String key : section.keySet()) {
      if (!known.contains(key)) {
        throw new ModelException(
            file,
            "unknown key %s%s; known are %s"
                .formatted(prefix, key, known.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
  }

  private Object required(String key, Map<String, Object> section) throws ModelException {
    Object value = section.get(lastPart(key));
    if (value == null) {
      throw new ModelException(file, "key %s is missing; add it".formatted(key));
    }
    return value;
  }

  private @Nullable String text(String key, Map<String, Object> section) {
    Object value = section.get(lastPart(key));
    return value == null ? null : value.toString();
  }

  private int size(String key, Map<String, Object> section) throws ModelException {
    if (required(key, section) instanceof Integer size) {
      return size;
    }
    throw wrong(key, "a whole number of pixels", section.get(lastPart(key)));
  }

  private float number(String key, Object value) throws ModelException {
    try {
      return Float.parseFloat(value.toString()); // YAML 1.1 takes 1e-3 for text
    } catch (NumberFormatException e) {
      throw wrong(key, "a number", value);
    }
  }

  private List<Float> numbers(String key, Map<String, Object> section, float otherwise)
      throws ModelException {
    Object value = section.get(lastPart(key));
    if (value == null) {
      return List.of(otherwise, otherwise, otherwise);
    }
    if (value instanceof List<?> list && list.size() == 3) {
      return List.of(number(key, list.get(0)), number(key, list.get(1)), number(key, list.get(2)));
    }
    throw wrong(key, "three numbers in brackets", value);
  }

  private <E extends Enum<E>> E oneOf(String key, Map<String, Object> section, E otherwise)
      throws ModelException {
    String text = text(key, section);
    if (text == null) {
      return otherwise;
    }
    E[] values = otherwise.getDeclaringClass().getEnumConstants();
    for (E value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    String allowed =
        Arrays.stream(values)
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw wrong(key, "one of " + allowed, text);
  }

  private ModelException wrong(String key, String wanted, @Nullable Object got) {
    return new ModelException(file, "%s must be %s, got %s".formatted(key, wanted, got));
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static String oneLine(YAMLException error) {
    return String.valueOf(error.getMessage())
        .lines()
        .map(String::strip)
        .collect(Collectors.joining(" "));
  }
}
