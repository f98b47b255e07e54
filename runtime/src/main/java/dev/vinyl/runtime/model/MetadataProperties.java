package dev.vinyl.runtime.model;

import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@link ModelMetadata} as text under keys, and back. The table is in that class. */
final class MetadataProperties {
  private static final String PREFIX = "vinyl.";
  private static final String FORMAT = PREFIX + "format";
  private static final String TASK = PREFIX + "task";
  private static final String CLASSES = PREFIX + "classes";
  private static final String PATCH_SIZE = PREFIX + "patch_size";
  private static final String ANY_SIZE = PREFIX + "any_size";
  private static final String PROVENANCE = PREFIX + "provenance.";
  private static final String PREPROCESS = PREFIX + "preprocess.";
  private static final String HEIGHT = PREPROCESS + "height";
  private static final String WIDTH = PREPROCESS + "width";
  private static final String FIT = PREPROCESS + "fit";
  private static final String RESIZE = PREPROCESS + "resize";
  private static final String INTERPOLATION = PREPROCESS + "interpolation";
  private static final String CHANNEL_ORDER = PREPROCESS + "channel_order";
  private static final String SCALE = PREPROCESS + "scale";
  private static final String MEAN = PREPROCESS + "mean";
  private static final String STD = PREPROCESS + "std";
  private static final String CURRENT_FORMAT = "1";
  private static final String AGAIN = "; export the model again";

  private final Map<String, String> properties;
  private final String model;

  MetadataProperties(Map<String, String> properties, String model) {
    this.properties = properties;
    this.model = model;
  }

  static Map<String, String> write(ModelMetadata metadata) {
    PreprocessSpec preprocess = metadata.preprocess();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(FORMAT, CURRENT_FORMAT);
    properties.put(TASK, metadata.task());
    properties.put(HEIGHT, Integer.toString(preprocess.height()));
    properties.put(WIDTH, Integer.toString(preprocess.width()));
    properties.put(FIT, lowerCase(preprocess.fit()));
    if (preprocess.resize() > 0) {
      properties.put(RESIZE, Integer.toString(preprocess.resize()));
    }
    properties.put(INTERPOLATION, lowerCase(preprocess.interpolation()));
    properties.put(CHANNEL_ORDER, lowerCase(preprocess.channelOrder()));
    properties.put(SCALE, Float.toString(preprocess.scale()));
    properties.put(MEAN, joined(preprocess.mean()));
    properties.put(STD, joined(preprocess.std()));
    properties.put(CLASSES, String.join("\n", metadata.classNames()));
    properties.put(PATCH_SIZE, Integer.toString(metadata.patchSize()));
    if (metadata.anySize()) {
      properties.put(ANY_SIZE, "true");
    }
    metadata.provenance().forEach((key, value) -> properties.put(PROVENANCE + key, value));
    return properties;
  }

  /** Whether a file carries any of these keys. */
  static boolean present(Map<String, String> properties) {
    return properties.keySet().stream().anyMatch(key -> key.startsWith(PREFIX));
  }

  ModelMetadata read() throws ModelException {
    if (!present(properties)) {
      throw new ModelException(
          model,
          "this is no Vinyl model, it carries none of the metadata that says how to run it;"
              + " make one with 'vinyl export', or describe it in a YAML file beside it");
    }
    String format = required(FORMAT);
    if (!format.equals(CURRENT_FORMAT)) {
      throw new ModelException(
          model,
          "metadata key %s is '%s' but this version of Vinyl reads %s; use the version that exported the model, or export it with this one"
              .formatted(FORMAT, format, CURRENT_FORMAT));
    }
    PreprocessSpec preprocess = preprocess();
    try {
      return new ModelMetadata(
          required(TASK),
          preprocess,
          required(CLASSES).lines().toList(),
          integer(PATCH_SIZE),
          Boolean.parseBoolean(properties.get(ANY_SIZE)),
          provenance());
    } catch (IllegalArgumentException e) {
      throw new ModelException(model, "wrong metadata: " + e.getMessage() + AGAIN, e);
    }
  }

  private PreprocessSpec preprocess() throws ModelException {
    try {
      return new PreprocessSpec(
          integer(HEIGHT),
          integer(WIDTH),
          properties.containsKey(FIT) ? oneOf(FIT, Fit.values()) : Fit.STRETCH,
          properties.containsKey(RESIZE) ? integer(RESIZE) : 0,
          oneOf(INTERPOLATION, Interpolation.values()),
          oneOf(CHANNEL_ORDER, ChannelOrder.values()),
          number(SCALE, required(SCALE)),
          numbers(MEAN),
          numbers(STD));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          model, "wrong metadata under %s*: %s%s".formatted(PREPROCESS, e.getMessage(), AGAIN), e);
    }
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PROVENANCE)) {
            provenance.put(key.substring(PROVENANCE.length()), value);
          }
        });
    return provenance;
  }

  private String required(String key) throws ModelException {
    String value = properties.get(key);
    if (value == null) {
      throw new ModelException(model, "metadata key %s is missing%s".formatted(key, AGAIN));
    }
    return value;
  }

  private int integer(String key) throws ModelException {
    String value = required(key);
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw unusable(key, value, "a whole number", e);
    }
  }

  private float number(String key, String value) throws ModelException {
    try {
      return Float.parseFloat(value);
    } catch (NumberFormatException e) {
      throw unusable(key, required(key), "a number", e);
    }
  }

  private List<Float> numbers(String key) throws ModelException {
    List<Float> numbers = new ArrayList<>();
    for (String value : required(key).split(",", -1)) {
      numbers.add(number(key, value));
    }
    return numbers;
  }

  private <E extends Enum<E>> E oneOf(String key, E[] values) throws ModelException {
    String text = required(key);
    for (E value : values) {
      if (lowerCase(value).equals(text)) {
        return value;
      }
    }
    String allowed =
        Arrays.stream(values).map(MetadataProperties::lowerCase).collect(Collectors.joining(", "));
    throw new ModelException(
        model,
        "metadata key %s must be one of %s, got '%s'%s".formatted(key, allowed, text, AGAIN));
  }

  private ModelException unusable(String key, String value, String what, Exception cause) {
    return new ModelException(
        model, "metadata key %s must be %s, got '%s'%s".formatted(key, what, value, AGAIN), cause);
  }

  private static String joined(List<Float> values) {
    return values.stream().map(v -> Float.toString(v)).collect(Collectors.joining(","));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
