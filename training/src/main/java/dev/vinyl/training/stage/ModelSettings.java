package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vinyl.export.vit.VitConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the encoder, as in {@link VitConfig}. In settings, {@code preset} gives the sizes
 * that are not given themselves.
 *
 * @param imageSize height and width of the input, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param dim length of a token
 * @param depth number of blocks
 * @param heads attention heads of a block
 * @param headDim length of a query, key and value of one head
 * @param mlpDim width of a block's hidden layer
 */
public record ModelSettings(
    int imageSize, int patchSize, int dim, int depth, int heads, int headDim, int mlpDim) {

  /** Sizes known by name. */
  public enum Preset {
    /** The paper's model. */
    VINY(VitConfig.viny()),
    /** A small model for tests and the demo. */
    MICRO(VitConfig.micro());

    private final VitConfig sizes;

    Preset(VitConfig sizes) {
      this.sizes = sizes;
    }
  }

  /** Checks every size; the message names the one that is wrong. */
  public ModelSettings {
    try {
      Objects.requireNonNull(
          new VitConfig(imageSize, patchSize, dim, depth, heads, headDim, mlpDim));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("model." + e.getMessage(), e);
    }
  }

  /** The sizes of a model. */
  public static ModelSettings of(VitConfig vit) {
    return new ModelSettings(
        vit.imageSize(),
        vit.patchSize(),
        vit.dim(),
        vit.depth(),
        vit.heads(),
        vit.headDim(),
        vit.mlpDim());
  }

  @JsonCreator
  static ModelSettings of(
      @JsonProperty("preset") @Nullable Preset preset,
      @JsonProperty("imageSize") @Nullable Integer imageSize,
      @JsonProperty("patchSize") @Nullable Integer patchSize,
      @JsonProperty("dim") @Nullable Integer dim,
      @JsonProperty("depth") @Nullable Integer depth,
      @JsonProperty("heads") @Nullable Integer heads,
      @JsonProperty("headDim") @Nullable Integer headDim,
      @JsonProperty("mlpDim") @Nullable Integer mlpDim) {
    @Nullable VitConfig sizes = preset == null ? null : preset.sizes;
    return new ModelSettings(
        chosen("imageSize", imageSize, sizes == null ? null : sizes.imageSize()),
        chosen("patchSize", patchSize, sizes == null ? null : sizes.patchSize()),
        chosen("dim", dim, sizes == null ? null : sizes.dim()),
        chosen("depth", depth, sizes == null ? null : sizes.depth()),
        chosen("heads", heads, sizes == null ? null : sizes.heads()),
        chosen("headDim", headDim, sizes == null ? null : sizes.headDim()),
        chosen("mlpDim", mlpDim, sizes == null ? null : sizes.mlpDim()));
  }

  private static int chosen(String key, @Nullable Integer given, @Nullable Integer preset) {
    if (given != null) {
      return given;
    }
    if (preset != null) {
      return preset;
    }
    throw new IllegalArgumentException(
        "the key model.%s is missing; give it, or model.preset".formatted(key));
  }

  /** As the graph's author takes them. */
  public VitConfig vit() {
    return new VitConfig(imageSize, patchSize, dim, depth, heads, headDim, mlpDim);
  }
}
