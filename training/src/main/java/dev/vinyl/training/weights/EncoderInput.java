package dev.vinyl.training.weights;

import dev.vinyl.export.pretrained.EncoderDescription;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.runtime.image.Interpolation;
import java.util.List;
import java.util.Locale;

/**
 * How images become the input of an encoder that others have trained: what is written beside the
 * weights, or else what its family's authors do.
 *
 * @param interpolation how images are resized
 * @param mean of the pixels in 0..1
 * @param std of the pixels in 0..1
 * @param source of these
 */
record EncoderInput(Interpolation interpolation, List<Float> mean, List<Float> std, String source) {

  static EncoderInput of(EncoderFamily family, EncoderDescription said) {
    List<Float> mean = said.mean();
    List<Float> std = said.std();
    Interpolation interpolation =
        said.interpolation() != null ? said.interpolation() : family.interpolation();
    return mean != null && std != null
        ? new EncoderInput(interpolation, mean, std, "as its folder says")
        : new EncoderInput(interpolation, family.mean(), family.std(), "as " + family + " has it");
  }

  /** Settings of a run. */
  List<String> assignments() {
    return List.of(
        "input.interpolation=" + interpolation.name().toLowerCase(Locale.ROOT),
        "input.normalization={mean: %s, std: %s}".formatted(mean, std));
  }

  String remark() {
    return "images: %s, mean %s, std %s, %s (--set input.normalization=.. takes another)"
        .formatted(interpolation.name().toLowerCase(Locale.ROOT), mean, std, source);
  }
}
