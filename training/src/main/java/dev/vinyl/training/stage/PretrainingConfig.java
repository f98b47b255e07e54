package dev.vinyl.training.stage;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.augment.PatchMask;
import java.util.Objects;

/**
 * The settings of {@link Pretraining}.
 *
 * @param common what all stages share
 * @param maskRatio share of the patches that are masked, 0..1, rounded down to whole blocks; at
 *     least one block must be masked and one left
 * @param maskBlock side in patches of the square blocks that are masked as one, at least 1; divides
 *     the patches of a row and of a column
 * @param normalizedTargets whether the pixels of a patch are predicted in standard deviations from
 *     the patch's mean; see {@link dev.vinyl.export.vit.ReconstructionHead}
 * @param divideByMasked whether the loss, which is a mean over pixels, is divided once more by the
 *     number of masked patches of an image, as the paper's public code does
 */
public record PretrainingConfig(
    StageConfig common,
    double maskRatio,
    int maskBlock,
    boolean normalizedTargets,
    boolean divideByMasked) {

  private static final String NORMALIZED_TARGETS = "normalizedTargets";

  /** Checks ranges, and that such masks can be drawn for the model's patches. */
  public PretrainingConfig {
    Objects.requireNonNull(common, "common");
    Settings.inRange("maskRatio", maskRatio, 0, 1);
    Settings.atLeast("maskBlock", maskBlock, 1);
    mask(common, maskRatio, maskBlock);
  }

  private static PatchMask mask(StageConfig common, double maskRatio, int maskBlock) {
    VitConfig model = common.model();
    return new PatchMask(model.gridHeight(), model.gridWidth(), maskRatio, maskBlock);
  }

  /** What draws the masks. */
  PatchMask mask() {
    return mask(common, maskRatio, maskBlock);
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

  /**
   * Whether settings ask for normalized targets; not so where they do not have the key, as those of
   * earlier runs.
   *
   * @param settings of any stage
   */
  static boolean hasNormalizedTargets(ConfigTree settings) {
    return "true".equals(settings.leaves().get(NORMALIZED_TARGETS));
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return StageConfig.toTree(this);
  }
}
