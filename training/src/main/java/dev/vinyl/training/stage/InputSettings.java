package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.Objects;

/**
 * How images become the model's input, in training and later in service.
 *
 * @param interpolation how images are resized; masks always take the nearest class
 * @param normalization what happens to values in 0..1
 */
public record InputSettings(Interpolation interpolation, Normalization normalization) {

  /** What happens to values in 0..1. */
  public enum Normalization {
    /** They stay. */
    NONE,
    /** ImageNet's mean is subtracted, its standard deviation divided out. */
    IMAGENET
  }

  /** Checks that nothing is missing. */
  public InputSettings {
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** The preprocessing for a square input of this size, in pixels. */
  public PreprocessSpec preprocess(int imageSize) {
    return switch (normalization) {
      case NONE -> PreprocessSpec.unitRange(imageSize, interpolation);
      case IMAGENET -> PreprocessSpec.imageNet(imageSize, interpolation);
    };
  }
}
