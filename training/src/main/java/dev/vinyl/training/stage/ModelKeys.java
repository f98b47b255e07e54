package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.vinyl.export.vit.VitConfig;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code model}: the sizes of a {@link VitConfig}, or a preset that gives those
 * which are not given themselves.
 */
final class ModelKeys {
  @JsonProperty private @Nullable Preset preset;
  @JsonProperty private @Nullable Integer imageSize;
  @JsonProperty private @Nullable Integer patchSize;
  @JsonProperty private @Nullable Integer dim;
  @JsonProperty private @Nullable Integer depth;
  @JsonProperty private @Nullable Integer heads;
  @JsonProperty private @Nullable Integer headDim;
  @JsonProperty private @Nullable Integer mlpDim;

  /** Sizes known by name. */
  enum Preset {
    VINY,
    MICRO;

    VitConfig sizes() {
      return switch (this) {
        case VINY -> VitConfig.viny();
        case MICRO -> VitConfig.micro();
      };
    }
  }

  /** Turns the keys into sizes while settings are bound. */
  static final class ToVitConfig extends StdConverter<ModelKeys, VitConfig> {
    @Override
    public VitConfig convert(ModelKeys keys) {
      return keys.toVitConfig();
    }
  }

  private VitConfig toVitConfig() {
    @Nullable VitConfig base = preset == null ? null : preset.sizes();
    int[] sizes = {
      chosen("imageSize", imageSize, base == null ? null : base.imageSize()),
      chosen("patchSize", patchSize, base == null ? null : base.patchSize()),
      chosen("dim", dim, base == null ? null : base.dim()),
      chosen("depth", depth, base == null ? null : base.depth()),
      chosen("heads", heads, base == null ? null : base.heads()),
      chosen("headDim", headDim, base == null ? null : base.headDim()),
      chosen("mlpDim", mlpDim, base == null ? null : base.mlpDim())
    };
    try {
      return new VitConfig(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model." + e.getMessage(), e);
    }
  }

  private static int chosen(String key, @Nullable Integer given, @Nullable Integer fallback) {
    if (given != null) {
      return given;
    }
    if (fallback != null) {
      return fallback;
    }
    throw new IllegalArgumentException(
        "the key model.%s is missing; give it, or model.preset".formatted(key));
  }
}
