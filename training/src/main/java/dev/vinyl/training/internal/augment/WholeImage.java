package dev.vinyl.training.internal.augment;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/** The model sees the whole image, as it does when it serves. Draws no number. */
public record WholeImage() implements Framing {

  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    return CropBox.whole(width, height);
  }
}
