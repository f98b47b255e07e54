package dev.vinyl.runtime.model;

import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.io.StrictYaml;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import dev.vinyl.runtime.internal.io.VisibleText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a {@link ModelDescription}; the keys are listed there. */
final class DescriptionYaml {
  private static final Set<String> SECTIONS = Set.of("task", "input", "output", "classes");
  private static final Set<String> INPUT_KEYS =
      Set.of(
          "name",
          "layout",
          "height",
          "width",
          "fit",
          "resize",
          "multipleOf",
          "interpolation",
          "channelOrder",
          "scale",
          "mean",
          "std");
  private static final Set<String> OUTPUT_KEYS =
      Set.of("name", "layout", "activation", "threshold", "leadingTokens");

  /** How far numbers may be off that were rounded when they were written down. */
  private static final float ROUNDING = 0.01f;

  private final String file;

  private DescriptionYaml(String file) {
    this.file = file;
  }

  static ModelDescription read(Path yaml) throws ModelException {
    String name = yaml.toString();
    try {
      return read(name, TextFiles.read(yaml));
    } catch (ModelException e) {
      throw e;
    } catch (TextException e) {
      throw new ModelException(name, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelException(name, "cannot be read (" + IoReasons.of(e) + "); check the file", e);
    }
  }

  static ModelDescription read(String name, String text) throws ModelException {
    DescriptionYaml reader = new DescriptionYaml(name);
    try {
      return reader.description(reader.section("", StrictYaml.parse(text)));
    } catch (TextException e) {
      throw new ModelException(name, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new ModelException(reader.file, e.getMessage() + "; correct the file", e);
    }
  }

  private ModelDescription description(Map<String, Object> root) throws ModelException {
    knownOnly("", root, SECTIONS);
    Map<String, Object> input = section("input", root.get("input"));
    knownOnly("input.", input, INPUT_KEYS);
    Map<String, Object> output =
        root.containsKey("output") ? section("output", root.get("output")) : Map.of();
    knownOnly("output.", output, OUTPUT_KEYS);
    boolean features = isOfFeatures(root, output);
    TensorLayout layout = oneOf("input.layout", input, TensorLayout.NCHW);
    ModelMetadata metadata =
        new ModelMetadata(
            features ? ModelTask.FEATURES : ModelTask.SEGMENT,
            preprocess(input),
            features ? List.of() : classes(root),
            1,
            Map.of(ModelDescription.FILE, file));
    return new ModelDescription(
        metadata,
        text("input.name", input),
        layout,
        text("output.name", output),
        oneOf("output.layout", output, layout),
        output.containsKey("activation")
            ? oneOf("output.activation", output, ModelDescription.Activation.NONE)
            : null,
        output.containsKey("threshold")
            ? number("output.threshold", required("output.threshold", output))
            : ModelDescription.EVEN,
        input.containsKey("multipleOf") ? size("input.multipleOf", input) : 1,
        output.containsKey("leadingTokens")
            ? wholeNumber("output.leadingTokens", output, "a whole number of tokens")
            : 0);
  }

  /**
   * Whether the model gives tokens.
   *
   * @throws ModelException if the task is another one, or a key means nothing for it
   */
  private boolean isOfFeatures(Map<String, Object> root, Map<String, Object> output)
      throws ModelException {
    String task = text("task", root);
    boolean features = ModelTask.FEATURES.equals(task);
    if (task != null && !features && !task.equals(ModelTask.SEGMENT)) {
      throw wrong("task", "one of " + ModelTask.SEGMENT + ", " + ModelTask.FEATURES, task);
    }
    if (features) {
      meansNothing(root, "classes", ModelTask.FEATURES);
      meansNothing(output, "output.activation", ModelTask.FEATURES);
      meansNothing(output, "output.threshold", ModelTask.FEATURES);
    } else {
      meansNothing(output, "output.leadingTokens", ModelTask.SEGMENT);
    }
    return features;
  }

  private void meansNothing(Map<String, Object> section, String key, String task)
      throws ModelException {
    if (section.containsKey(lastPart(key))) {
      throw new ModelException(
          file,
          "%s means nothing for task %s; take it out, or write the task that is meant"
              .formatted(key, task));
    }
  }

  private PreprocessSpec preprocess(Map<String, Object> input) throws ModelException {
    PreprocessSpec spec =
        new PreprocessSpec(
            size("input.height", input),
            size("input.width", input),
            oneOf("input.fit", input, Fit.STRETCH),
            input.containsKey("resize") ? size("input.resize", input) : 0,
            oneOf("input.interpolation", input, Interpolation.LINEAR),
            oneOf("input.channelOrder", input, ChannelOrder.RGB),
            number("input.scale", required("input.scale", input)),
            numbers("input.mean", input, 0),
            numbers("input.std", input, 1));
    requireOneUnit(spec);
    return spec;
  }

  /**
   * Mean and standard deviation of values lie within their range. Those of 0..255 beside a scale of
   * 1/255, or the other way about, make every image look alike, and so does a scale of 255.
   */
  private void requireOneUnit(PreprocessSpec spec) throws ModelException {
    float most = 255 * spec.scale();
    if (spec.scale() > 1) {
      throw new ModelException(
          file,
          "input.scale %s makes 0..%s of 0..255; values are multiplied by it, so that 0.00392156862745 makes 0..1"
              .formatted(spec.scale(), most));
    }
    float rounded = most * (1 + ROUNDING);
    for (float mean : spec.mean()) {
      if (mean < 0 || mean > rounded) {
        throw otherUnit("mean", mean, spec);
      }
    }
    for (float std : spec.std()) {
      boolean given = std != 1;
      if (given && (std > rounded || (std < 1 && most / std > 256))) {
        throw otherUnit("std", std, spec);
      }
    }
  }

  private ModelException otherUnit(String key, float value, PreprocessSpec spec) {
    return new ModelException(
        file,
        "input.%s has %s, but input.scale %s makes 0..%s of 0..255; give scale, mean and std in one unit: (v * scale - mean) / std"
            .formatted(key, value, spec.scale(), 255 * spec.scale()));
  }

  private List<String> classes(Map<String, Object> root) throws ModelException {
    if (required("classes", root) instanceof List<?> names && !names.isEmpty()) {
      List<String> classes = new ArrayList<>();
      for (Object name : names) {
        if (!(name instanceof String) && !(name instanceof Integer)) {
          throw wrong("a name in classes", "a text; put it in quotes", name);
        }
        classes.add(name.toString());
      }
      return classes;
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
                .formatted(
                    prefix,
                    VisibleText.of(key),
                    known.stream().sorted().collect(Collectors.joining(", "))));
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
    return wholeNumber(key, section, "a whole number of pixels");
  }

  private int wholeNumber(String key, Map<String, Object> section, String what)
      throws ModelException {
    if (required(key, section) instanceof Integer number) {
      return number;
    }
    throw wrong(key, what, section.get(lastPart(key)));
  }

  private float number(String key, Object value) throws ModelException {
    try {
      return Float.parseFloat(value.toString());
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
    return new ModelException(
        file, "%s must be %s, got %s".formatted(key, wanted, VisibleText.of(String.valueOf(got))));
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
