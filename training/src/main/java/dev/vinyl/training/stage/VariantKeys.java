package dev.vinyl.training.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.ClassToken;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.vit.VitVariant.Positions;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code model.variant}: where a {@link VitVariant} differs from the plain one.
 * ViNy's models have no such keys.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
final class VariantKeys {
  @JsonProperty private @Nullable Boolean patchNorms;
  @JsonProperty private @Nullable Boolean patchBias;
  @JsonProperty private @Nullable ClassToken classToken;
  @JsonProperty private @Nullable Integer registers;
  @JsonProperty private @Nullable Positions positions;
  @JsonProperty private @Nullable Boolean inputNorm;
  @JsonProperty private @Nullable Boolean qkvBias;
  @JsonProperty private @Nullable Boolean layerScale;
  @JsonProperty private @Nullable Mlp mlp;
  @JsonProperty private @Nullable Boolean finalNorm;
  @JsonProperty private @Nullable Float epsilon;
  @JsonProperty private @Nullable PositionResampling resampling;

  /** All keys of a variant; null for ViNy's. */
  static @Nullable VariantKeys of(VitVariant variant) {
    if (variant.equals(VitVariant.viny())) {
      return null;
    }
    VariantKeys keys = new VariantKeys();
    keys.patchNorms = variant.patchNorms();
    keys.patchBias = variant.patchBias();
    keys.classToken = variant.classToken();
    keys.registers = variant.registers();
    keys.positions = variant.positions();
    keys.inputNorm = variant.inputNorm();
    keys.qkvBias = variant.qkvBias();
    keys.layerScale = variant.layerScale();
    keys.mlp = variant.mlp();
    keys.finalNorm = variant.finalNorm();
    keys.epsilon = variant.epsilon();
    keys.resampling = variant.resampling();
    return keys;
  }

  /**
   * The plain variant with what is given.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  VitVariant toVariant() {
    VitVariant plain = VitVariant.plain();
    return new VitVariant(
        given(patchNorms, plain.patchNorms()),
        given(patchBias, plain.patchBias()),
        given(classToken, plain.classToken()),
        given(registers, plain.registers()),
        given(positions, plain.positions()),
        given(inputNorm, plain.inputNorm()),
        given(qkvBias, plain.qkvBias()),
        given(layerScale, plain.layerScale()),
        given(mlp, plain.mlp()),
        given(finalNorm, plain.finalNorm()),
        given(epsilon, plain.epsilon()),
        given(resampling, plain.resampling()));
  }

  private static <T> T given(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
