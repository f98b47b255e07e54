package dev.vinyl.training.internal.augment;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;

/**
 * The model sees a window of its own size, at a uniform place of the image; an image that is
 * smaller lies in the middle of it. With a jitter the image is larger or smaller than it is by a
 * factor whose logarithm is uniform.
 *
 * @param input the model's size
 * @param scaleJitter the largest factor, at least 1; its inverse is the smallest
 */
public record RandomWindow(ImageSize input, double scaleJitter) implements Framing {

  /** Checks the range. */
  public RandomWindow {
    if (!(scaleJitter >= 1 && Double.isFinite(scaleJitter))) {
      throw new IllegalArgumentException(
          "the scale jitter of windows must be at least 1, got " + scaleJitter);
    }
  }

  @Override
  public CropBox choose(int width, int height, RandomStream random) {
    return draw(width, height, random).part();
  }

  @Override
  public Placement placement(int width, int height, PreprocessSpec spec, RandomStream random) {
    Window drawn = draw(width, height, random);
    return Placement.ofWindow(spec, drawn.size(), drawn.part());
  }

  /** A window in the image's pixels, and as much of it as the image has. */
  private record Window(ImageSize size, CropBox part) {}

  private Window draw(int width, int height, RandomStream random) {
    double log = StrictMath.log(scaleJitter);
    double factor = StrictMath.exp(random.uniform(-log, log));
    double across = random.nextDouble();
    double down = random.nextDouble();
    ImageSize size = new ImageSize(side(input.width(), factor), side(input.height(), factor));
    int partWidth = Math.min(size.width(), width);
    int partHeight = Math.min(size.height(), height);
    int x = (int) (across * (width - partWidth + 1));
    int y = (int) (down * (height - partHeight + 1));
    return new Window(size, new CropBox(x, y, partWidth, partHeight));
  }

  private static int side(int pixels, double factor) {
    return Math.max(1, (int) Math.rint(pixels / factor));
  }
}
