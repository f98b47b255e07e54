package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The settings of {@link FineTuning}.
 *
 * @param common what all stages share
 * @param loss the objective
 */
public record FineTuningConfig(StageConfig common, LossSettings loss) {
  private static final String PIXEL_LOG_SOFTMAX = "loss.pixelLogSoftmax";

  /** Checks that nothing is missing. */
  public FineTuningConfig {
    Objects.requireNonNull(common, "common");
    Objects.requireNonNull(loss, "loss");
  }

  /**
   * Binds settings.
   *
   * @throws dev.vinyl.training.config.ConfigException as {@link StageConfig#bind}
   * @throws IllegalArgumentException if a value is out of range
   */
  public static FineTuningConfig of(ConfigTree settings) throws ConfigException {
    return StageConfig.bind(settings, FineTuningConfig.class, FineTuning.NAME);
  }

  /**
   * Whether the logits of a run with these settings pass through a log-softmax over pixels. Runs of
   * before do not say so, and theirs do not.
   *
   * @param settings of any stage
   */
  public static boolean hasPixelLogSoftmax(ConfigTree settings) {
    return "true".equals(settings.leaves().get(PIXEL_LOG_SOFTMAX));
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return StageConfig.toTree(this);
  }

  /**
   * The loss of a segmentation.
   *
   * @param classWeights of the cross entropy
   * @param dice weight of a Dice loss beside the cross entropy, 0 or above
   * @param labelSmoothing share of the target that is spread over all classes, 0 or above and below
   *     1
   * @param pixelLogSoftmax whether the logits of each class pass through a log-softmax over the
   *     pixels first, in training and in the exported model, as in the paper's public code
   */
  public record LossSettings(
      ClassWeights classWeights, double dice, double labelSmoothing, boolean pixelLogSoftmax) {

    /** Checks the ranges. */
    public LossSettings {
      Objects.requireNonNull(classWeights, "classWeights");
      Settings.notNegative("loss.dice", dice);
      Settings.belowOne("loss.labelSmoothing", labelSmoothing);
    }

    LossSettings withClassWeights(ClassWeights other) {
      return new LossSettings(other, dice, labelSmoothing, pixelLogSoftmax);
    }

    /** The loss, where weights are in the order of the classes. */
    SegmentationHead.Loss segmentation() {
      return new SegmentationHead.Loss(classWeights.inOrder(), dice, labelSmoothing);
    }
  }

  /**
   * The weights of classes, in the order of the classes or by their names; at most one of both has
   * any.
   *
   * @param inOrder one for each class, above 0
   * @param byName of some classes, above 0; the others weigh 1, and names of no class have no
   *     effect
   */
  public record ClassWeights(List<Double> inOrder, Map<String, Double> byName) {
    /** Every class weighs the same. */
    public static final ClassWeights NONE = new ClassWeights(List.of(), Map.of());

    private static final String KEY = "loss.classWeights";

    /** Checks the ranges. */
    public ClassWeights {
      inOrder = List.copyOf(inOrder);
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
      inOrder.forEach(weight -> Settings.positive(KEY, weight));
      byName.forEach((name, weight) -> Settings.positive(KEY + "." + name, weight));
      if (!inOrder.isEmpty() && !byName.isEmpty()) {
        throw new IllegalArgumentException(KEY + " are given in order or by name, not both");
      }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ClassWeights of(JsonNode setting) {
      List<Double> inOrder = new ArrayList<>();
      Map<String, Double> byName = new LinkedHashMap<>();
      if (setting.isArray()) {
        setting.forEach(weight -> inOrder.add(number(weight)));
      } else if (setting.isObject()) {
        setting.properties().forEach(e -> byName.put(e.getKey(), number(e.getValue())));
      } else {
        throw notWeights(setting);
      }
      return new ClassWeights(inOrder, byName);
    }

    private static double number(JsonNode weight) {
      if (!weight.isNumber()) {
        throw notWeights(weight);
      }
      return weight.asDouble();
    }

    private static IllegalArgumentException notWeights(JsonNode given) {
      return new IllegalArgumentException(
          "%s must be numbers by class, such as {border: 3}, or a list with one for each class, got %s"
              .formatted(KEY, given));
    }

    @JsonValue
    Object setting() {
      return byName.isEmpty() ? inOrder : byName;
    }

    /** Whether every class weighs the same. */
    public boolean isEmpty() {
      return inOrder.isEmpty() && byName.isEmpty();
    }

    /** The same in the order of these classes; empty where each weighs 1. */
    ClassWeights of(List<String> classNames) {
      if (byName.isEmpty() || Collections.disjoint(byName.keySet(), classNames)) {
        return byName.isEmpty() ? this : NONE;
      }
      return new ClassWeights(
          classNames.stream().map(name -> byName.getOrDefault(name, 1.0)).toList(), Map.of());
    }

    /** The names that are none of these classes'. */
    List<String> unknown(List<String> classNames) {
      return byName.keySet().stream().filter(name -> !classNames.contains(name)).toList();
    }
  }
}
