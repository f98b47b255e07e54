package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to values in 0..1 before the model sees them: {@code (v - mean) / std} for red,
 * green and blue. In settings the name of one that is known, or {@code {mean: [R, G, B], std: [R,
 * G, B]}}.
 *
 * @param mean of each channel
 * @param std standard deviation of each channel, above 0
 */
public record Normalization(List<Float> mean, List<Float> std) {
  private static final int CHANNELS = 3;

  /** They stay as they are. */
  public static final Normalization NONE =
      new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  /** ImageNet's mean and standard deviation. */
  public static final Normalization IMAGENET =
      new Normalization(PreprocessSpec.IMAGENET_MEAN, PreprocessSpec.IMAGENET_STD);

  private static final Map<String, Normalization> KNOWN =
      Map.of("none", NONE, "imagenet", IMAGENET);

  /** Checks the values. */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != CHANNELS || !mean.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException(
          "input.normalization: mean must be 3 finite numbers, got " + mean);
    }
    if (std.size() != CHANNELS || !std.stream().allMatch(v -> v > 0 && Float.isFinite(v))) {
      throw new IllegalArgumentException(
          "input.normalization: std must be 3 numbers above 0, got " + std);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Normalization of(JsonNode setting) {
    Normalization known = KNOWN.get(setting.asText());
    if (known != null) {
      return known;
    }
    if (setting.size() == 2 && setting.has("mean") && setting.has("std")) {
      return new Normalization(numbers(setting.get("mean")), numbers(setting.get("std")));
    }
    throw new IllegalArgumentException(
        "input.normalization must be none, imagenet, or {mean: [R, G, B], std: [R, G, B]}, got "
            + setting);
  }

  private static List<Float> numbers(JsonNode list) {
    List<Float> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.isNumber() ? number.floatValue() : Float.NaN));
    return numbers;
  }

  @JsonValue
  Object setting() {
    for (Map.Entry<String, Normalization> known : KNOWN.entrySet()) {
      if (known.getValue().equals(this)) {
        return known.getKey();
      }
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("mean", mean);
    numbers.put("std", std);
    return numbers;
  }
}
