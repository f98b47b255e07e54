package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;

/**
 * How an image becomes a model's input. Models with equal preparations share it.
 *
 * @param spec size, interpolation, order of channels and formula
 * @param layout how the image lies in memory
 */
public record InputFormat(PreprocessSpec spec, TensorLayout layout) {
  int bytes() {
    return 3 * Float.BYTES * spec.width() * spec.height();
  }
}
