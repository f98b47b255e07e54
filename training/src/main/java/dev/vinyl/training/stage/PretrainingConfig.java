package dev.vinyl.training.stage;

import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.util.Objects;

/**
 * The settings of {@link Pretraining}.
 *
 * @param common what all stages share
 * @param maskRatio share of the patches that are masked, 0..1; at least one patch must be masked
 *     and one left
 */
public record PretrainingConfig(StageConfig common, double maskRatio) {

  /** Checks the range. */
  public PretrainingConfig {
    Objects.requireNonNull(common, "common");
    Settings.inRange("maskRatio", maskRatio, 0, 1);
  }

  /**
   * Binds settings.
   *
   * @throws dev.vinyl.training.config.ConfigException as {@link StageConfig#bind}
   * @throws IllegalArgumentException if a value is out of range
   */
  public static PretrainingConfig of(ConfigTree settings) throws ConfigException {
    return StageConfig.bind(settings, PretrainingConfig.class, Pretraining.NAME);
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return StageConfig.toTree(this);
  }
}
