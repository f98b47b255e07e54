package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.Objects;

/**
 * How images become the model's input, in training and later in service.
 *
 * @param fit how an image of other proportions gets into the input
 * @param resize with {@link Fit#CENTER_CROP}: what the shorter side becomes before the middle is
 *     cut out, in pixels, or 0 for the larger side of the input; 0 with every other fit
 * @param interpolation how images are resized; masks always take the nearest class
 * @param normalization what happens to values in 0..1
 */
public record InputSettings(
    Fit fit, int resize, Interpolation interpolation, Normalization normalization) {

  /** Checks that nothing is missing, and the range. */
  public InputSettings {
    Objects.requireNonNull(fit, "fit");
    Settings.atLeast("input.resize", resize, 0);
    if (resize > 0 && fit != Fit.CENTER_CROP) {
      throw new IllegalArgumentException(
          "input.resize is for input.fit=center_crop; set it to 0, got " + resize);
    }
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** The preprocessing for an input of this size, in pixels. */
  public PreprocessSpec preprocess(int height, int width) {
    return PreprocessSpec.unitRange(height, width, interpolation)
        .withNormalization(normalization.mean(), normalization.std())
        .withFit(fit, resize);
  }
}
