package dev.vinyl.training.example;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/** The model sees the square in the middle of each image; the share of the shorter side. */
record CentreCrop(double share) implements Framing {
  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    int side = Math.max(1, (int) (share * Math.min(width, height)));
    return new CropBox((width - side) / 2, (height - side) / 2, side, side);
  }
}
