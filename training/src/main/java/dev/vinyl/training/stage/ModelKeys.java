package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code model}: the sizes of a {@link VitConfig}, or a preset that gives those
 * which are not given themselves; and its variant, ViNy's unless given.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
final class ModelKeys {
  @JsonProperty private @Nullable Preset preset;
  @JsonProperty private @Nullable ImageSizeKey imageSize;
  @JsonProperty private @Nullable Integer patchSize;
  @JsonProperty private @Nullable Integer dim;
  @JsonProperty private @Nullable Integer depth;
  @JsonProperty private @Nullable Integer heads;
  @JsonProperty private @Nullable Integer headDim;
  @JsonProperty private @Nullable Integer mlpDim;
  @JsonProperty private @Nullable VariantKeys variant;

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

  /** Turns sizes into keys where settings are written. */
  static final class OfVitConfig extends StdConverter<VitConfig, ModelKeys> {
    @Override
    public ModelKeys convert(VitConfig sizes) {
      ModelKeys keys = new ModelKeys();
      keys.imageSize = new ImageSizeKey(sizes.imageHeight(), sizes.imageWidth());
      keys.patchSize = sizes.patchSize();
      keys.dim = sizes.dim();
      keys.depth = sizes.depth();
      keys.heads = sizes.heads();
      keys.headDim = sizes.headDim();
      keys.mlpDim = sizes.mlpDim();
      keys.variant = VariantKeys.of(sizes.variant());
      return keys;
    }
  }

  /** The image's size, {@code [height, width]}, or one number for both. */
  record ImageSizeKey(int height, int width) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ImageSizeKey of(JsonNode setting) {
      if (setting.isInt()) {
        return new ImageSizeKey(setting.intValue(), setting.intValue());
      }
      if (setting.isArray()
          && setting.size() == 2
          && setting.get(0).isInt()
          && setting.get(1).isInt()) {
        return new ImageSizeKey(setting.get(0).intValue(), setting.get(1).intValue());
      }
      throw new IllegalArgumentException(
          "model.imageSize must be a whole number, or [height, width], got " + setting);
    }

    @JsonValue
    Object setting() {
      return height == width ? height : List.of(height, width);
    }
  }

  private VitConfig toVitConfig() {
    @Nullable VitConfig base = preset == null ? null : preset.sizes();
    ImageSizeKey image =
        chosen(
            "imageSize",
            imageSize,
            base == null ? null : new ImageSizeKey(base.imageHeight(), base.imageWidth()));
    int[] sizes = {
      chosen("patchSize", patchSize, base == null ? null : base.patchSize()),
      chosen("dim", dim, base == null ? null : base.dim()),
      chosen("depth", depth, base == null ? null : base.depth()),
      chosen("heads", heads, base == null ? null : base.heads()),
      chosen("headDim", headDim, base == null ? null : base.headDim()),
      chosen("mlpDim", mlpDim, base == null ? null : base.mlpDim())
    };
    try {
      return new VitConfig(
          image.height(),
          image.width(),
          sizes[0],
          sizes[1],
          sizes[2],
          sizes[3],
          sizes[4],
          sizes[5],
          variant == null ? VitVariant.viny() : variant.toVariant());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model." + e.getMessage(), e);
    }
  }

  private static <T> T chosen(String key, @Nullable T given, @Nullable T fallback) {
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
