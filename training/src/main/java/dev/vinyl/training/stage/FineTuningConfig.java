package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@link FineTuning}.
 *
 * @param common what all stages share
 * @param loss the objective
 * @param head what stands on the encoder
 * @param freezeEncoder whether the encoder stays as it is and the head alone is trained
 */
public record FineTuningConfig(
    StageConfig common, LossSettings loss, SegmentationHead.Kind head, boolean freezeEncoder) {
  private static final String PIXEL_LOG_SOFTMAX = "loss.pixelLogSoftmax";
  private static final String HEAD = "head";

  /** Checks that nothing is missing. */
  public FineTuningConfig {
    Objects.requireNonNull(common, "common");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(head, "head");
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

  /**
   * The head of a run with these settings. Runs of before do not say it, and have ViNy's.
   *
   * @param settings of any stage
   */
  public static SegmentationHead.Kind head(ConfigTree settings) {
    String name = settings.leaves().getOrDefault(HEAD, SegmentationHead.Kind.PIXELS.name());
    return SegmentationHead.Kind.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The same with other weights of the classes. */
  FineTuningConfig withClassWeights(ClassWeights weights) {
    return new FineTuningConfig(common, loss.withClassWeights(weights), head, freezeEncoder);
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

    /**
     * The loss, where weights are in the order of the classes; none where they are to be counted.
     */
    SegmentationHead.Loss segmentation() {
      return new SegmentationHead.Loss(classWeights.inOrder(), dice, labelSmoothing);
    }
  }

  /**
   * The weights of classes: numbers in the order of the classes or by their names, or a rule by
   * which the images that are trained on give them; at most one of the three.
   *
   * @param inOrder one for each class, above 0
   * @param byName of some classes, above 0; the others weigh 1, and names of no class have no
   *     effect
   * @param counted the rule; null for numbers
   */
  public record ClassWeights(
      List<Double> inOrder, Map<String, Double> byName, @Nullable Balance counted) {
    /** Every class weighs the same. */
    public static final ClassWeights NONE = new ClassWeights(List.of(), Map.of());

    private static final String KEY = "loss.classWeights";

    /**
     * Rules that give rare classes more weight, from how many pixels of the training images each
     * class has. Ignored pixels do not count; a class without pixels weighs 1.
     */
    public enum Balance {
      /**
       * Median frequency balancing (Eigen and Fergus, arXiv 1411.4734): the median of the classes'
       * frequencies divided by the class's own. Its frequency is its pixels as a share of all
       * pixels of those images in which it occurs.
       */
      MEDIAN_FREQUENCY("median-frequency"),
      /**
       * Effective number of samples (Cui et al., arXiv 1901.05555): a class with n pixels weighs
       * {@code (1 - beta) / (1 - beta^n)}, times what makes the mean of all weights 1. As there,
       * {@code beta = (N - 1) / N}; N, which the paper leaves open, is the mean n of the classes,
       * so that neither the number of images nor their size matters: far below the mean a class
       * weighs as its inverse frequency, far above it that of the mean.
       */
      EFFECTIVE_NUMBER("effective-number");

      private static final String AUTO = "auto";

      private final String word;

      Balance(String word) {
        this.word = word;
      }

      /** As it is written in settings. */
      public String word() {
        return word;
      }

      /**
       * {@code auto} is the median frequency, which segmentation's papers use: its weights are
       * around 1, so that the learning rate means what it did, and it has no constant to choose.
       */
      private static Optional<Balance> named(String text) {
        return text.equals(AUTO)
            ? Optional.of(MEDIAN_FREQUENCY)
            : Arrays.stream(values()).filter(rule -> rule.word.equals(text)).findFirst();
      }
    }

    /** Checks the ranges. */
    public ClassWeights {
      inOrder = List.copyOf(inOrder);
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
      inOrder.forEach(weight -> Settings.positive(KEY, weight));
      byName.forEach((name, weight) -> Settings.positive(KEY + "." + name, weight));
      if (!inOrder.isEmpty() && !byName.isEmpty()) {
        throw new IllegalArgumentException(KEY + " are given in order or by name, not both");
      }
      if (counted != null && !(inOrder.isEmpty() && byName.isEmpty())) {
        throw new IllegalArgumentException(KEY + " are given as numbers or counted, not both");
      }
    }

    /** Numbers. */
    public ClassWeights(List<Double> inOrder, Map<String, Double> byName) {
      this(inOrder, byName, null);
    }

    /** Weights that the images give. */
    public static ClassWeights counted(Balance rule) {
      return new ClassWeights(List.of(), Map.of(), rule);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ClassWeights of(JsonNode setting) {
      List<Double> inOrder = new ArrayList<>();
      Map<String, Double> byName = new LinkedHashMap<>();
      if (setting.isTextual()) {
        return counted(Balance.named(setting.asText()).orElseThrow(() -> notWeights(setting)));
      }
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
          "%s must be numbers by class, such as {border: 3}, or a list with one for each class, or auto, median-frequency or effective-number, got %s"
              .formatted(KEY, given));
    }

    @JsonValue
    Object setting() {
      if (counted != null) {
        return counted.word();
      }
      return byName.isEmpty() ? inOrder : byName;
    }

    /** Whether every class weighs the same. */
    public boolean isEmpty() {
      return inOrder.isEmpty() && byName.isEmpty() && counted == null;
    }

    /**
     * The same in the order of these classes; empty where each weighs 1. Weights that are counted
     * stay a rule.
     */
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
