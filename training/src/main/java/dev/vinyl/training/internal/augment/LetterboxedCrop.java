package dev.vinyl.training.internal.augment;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/**
 * The model sees a random rectangle as {@link RandomResizedCrop} chooses it, of about the image's
 * own proportions, resized by one factor and padded as the whole image is when the model serves.
 *
 * @param scaleMin the smallest share of the image's area, above 0 and up to 1
 * @param ratio how much wider or higher than the image it may be in proportion, at least 1
 */
public record LetterboxedCrop(double scaleMin, double ratio) implements Framing {
  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    double own = (double) width / height;
    return new RandomResizedCrop(scaleMin, 1, own / ratio, own * ratio)
        .choose(width, height, random);
  }

  @Override
  public Placement placement(int width, int height, PreprocessSpec spec, RandomStream random) {
    return Placement.of(spec, choose(width, height, random));
  }
}
