package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.util.Objects;

/**
 * The settings of {@link IntermediateClassification}.
 *
 * @param common what all stages share
 * @param mixUp alpha of MixUp, 0 or above; 0 mixes nothing
 * @param labelSmoothing share of the target that is spread over all classes, 0 or above and below 1
 */
public record ClassificationConfig(
    StageConfig common,
    @JsonProperty("augment.mixUp") double mixUp,
    @JsonProperty("loss.labelSmoothing") double labelSmoothing) {

  /** Checks the ranges. */
  public ClassificationConfig {
    Objects.requireNonNull(common, "common");
    Settings.notNegative("augment.mixUp", mixUp);
    Settings.belowOne("loss.labelSmoothing", labelSmoothing);
  }

  /**
   * Binds settings.
   *
   * @throws dev.vinyl.training.config.ConfigException as {@link StageConfig#bind}
   * @throws IllegalArgumentException if a value is out of range
   */
  public static ClassificationConfig of(ConfigTree settings) throws ConfigException {
    return StageConfig.bind(settings, ClassificationConfig.class, IntermediateClassification.NAME);
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return StageConfig.toTree(this);
  }
}
