package dev.vinyl.training.weights;

import dev.vinyl.export.pretrained.EncoderDescription;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.EncoderFamily.Framing;
import dev.vinyl.export.vit.VitConfig;
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
 * @param resize what an image's shorter side becomes before the middle is cut out, in pixels, 0 for
 *     the input's own; below 0 where images are stretched
 * @param source of these
 */
record EncoderInput(
    Interpolation interpolation, List<Float> mean, List<Float> std, int resize, String source) {
  private static final int STRETCHED = -1;

  static EncoderInput of(EncoderFamily family, EncoderDescription said, VitConfig sizes) {
    List<Float> mean = said.mean();
    List<Float> std = said.std();
    Interpolation interpolation =
        said.interpolation() != null ? said.interpolation() : family.interpolation();
    int resize = resize(said.framing() != null ? said.framing() : family.framing(), sizes);
    return mean != null && std != null
        ? new EncoderInput(interpolation, mean, std, resize, "as its folder says")
        : new EncoderInput(
            interpolation, family.mean(), family.std(), resize, "as " + family + " has it");
  }

  /** The margin around what is cut out, for the size that the positions are for. */
  private static int resize(Framing framing, VitConfig sizes) {
    if (framing.resize() == 0) {
      return STRETCHED;
    }
    return sizes.imageHeight() == sizes.imageWidth()
        ? (int) Math.round((double) framing.resize() * sizes.imageHeight() / framing.crop())
        : 0;
  }

  /** Settings of a run. */
  List<String> assignments() {
    return List.of(
        "input.fit=" + (resize == STRETCHED ? "stretch" : "center_crop"),
        "input.resize=" + Math.max(0, resize),
        "input.interpolation=" + interpolation.name().toLowerCase(Locale.ROOT),
        "input.normalization={mean: %s, std: %s}".formatted(mean, std));
  }

  String remark() {
    String framed =
        resize == STRETCHED
            ? "stretched"
            : "the middle of an image whose shorter side is resized to "
                + (resize == 0 ? "fit" : resize + " px");
    return "images: %s, %s, mean %s, std %s, %s (--set input.KEY=VALUE takes another)"
        .formatted(framed, interpolation.name().toLowerCase(Locale.ROOT), mean, std, source);
  }
}
