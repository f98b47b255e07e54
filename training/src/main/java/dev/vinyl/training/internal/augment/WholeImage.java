package dev.vinyl.training.internal.augment;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/**
 * The model sees the whole image as it does when it serves, or of one that is trained on windows
 * the middle. Draws no number.
 */
public record WholeImage() implements Framing {

  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    return CropBox.whole(width, height);
  }

  @Override
  public Placement placement(int width, int height, PreprocessSpec spec, RandomStream random) {
    return Placement.of(spec, width, height);
  }
}
