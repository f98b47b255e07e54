package dev.vinyl.training.internal.augment;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/**
 * The model sees a random rectangle, chosen as torchvision's transform of the same name does: its
 * share of the image's area is uniform, the logarithm of its ratio of width to height is uniform,
 * and its place is uniform among those where it fits. The first of 10 tries that fits is taken;
 * where none does, the largest rectangle in the middle whose ratio is allowed.
 *
 * @param scaleMin the smallest share of the area, above 0
 * @param scaleMax the largest share of the area, from scaleMin to 1
 * @param ratioMin the smallest width divided by height, above 0
 * @param ratioMax the largest width divided by height, at least ratioMin
 */
public record RandomResizedCrop(double scaleMin, double scaleMax, double ratioMin, double ratioMax)
    implements Framing {
  private static final int TRIES = 10;

  /** Checks the ranges. */
  public RandomResizedCrop {
    if (!(0 < scaleMin && scaleMin <= scaleMax && scaleMax <= 1)) {
      throw new IllegalArgumentException(
          "the area of a crop must be a range within 0..1 that starts above 0, got %s..%s"
              .formatted(scaleMin, scaleMax));
    }
    if (!(0 < ratioMin && ratioMin <= ratioMax && Double.isFinite(ratioMax))) {
      throw new IllegalArgumentException(
          "the aspect ratio of a crop must be a range of numbers above 0, got %s..%s"
              .formatted(ratioMin, ratioMax));
    }
  }

  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    double area = (double) width * height;
    double logMin = StrictMath.log(ratioMin);
    double logMax = StrictMath.log(ratioMax);
    int cropWidth = 0;
    int cropHeight = 0;
    for (int i = 0; i < TRIES; i++) {
      // Drawn in every try, also after one has fitted, so that the count stays the same.
      double share = random.uniform(scaleMin, scaleMax);
      double logRatio = random.uniform(logMin, logMax);
      if (cropWidth == 0) {
        double ratio = StrictMath.exp(logRatio);
        int triedWidth = (int) Math.rint(Math.sqrt(share * area * ratio));
        int triedHeight = (int) Math.rint(Math.sqrt(share * area / ratio));
        if (fits(triedWidth, width) && fits(triedHeight, height)) {
          cropWidth = triedWidth;
          cropHeight = triedHeight;
        }
      }
    }
    double across = random.nextDouble();
    double down = random.nextDouble();
    if (cropWidth == 0) {
      return middle(width, height);
    }
    int x = (int) (across * (width - cropWidth + 1));
    int y = (int) (down * (height - cropHeight + 1));
    return new CropBox(x, y, cropWidth, cropHeight);
  }

  private static boolean fits(int size, int available) {
    return size >= 1 && size <= available;
  }

  private CropBox middle(int width, int height) {
    double ratio = (double) width / height;
    int cropWidth = ratio > ratioMax ? atLeastOne(height * ratioMax) : width;
    int cropHeight = ratio < ratioMin ? atLeastOne(width / ratioMin) : height;
    return new CropBox((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
  }

  private static int atLeastOne(double size) {
    return Math.max(1, (int) Math.rint(size));
  }
}
