package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;

/**
 * Turns the image about its middle by an angle uniform in [-maxDegrees, maxDegrees], and its
 * classes with it: colours are bilinear, each class is that of the nearest pixel. What comes in
 * over an edge is the image mirrored at that edge.
 *
 * @param maxDegrees the largest angle, 0..180; 0 changes nothing
 */
public record RandomRotation(double maxDegrees) implements Augmentation {

  /** Checks the range. */
  public RandomRotation {
    if (!(maxDegrees >= 0 && maxDegrees <= 180)) {
      throw new IllegalArgumentException(
          "the largest angle of a rotation must be in 0..180 degrees, got " + maxDegrees);
    }
  }

  @Override
  public void apply(TrainingExample example, RandomStream random) {
    double degrees = random.uniform(-maxDegrees, maxDegrees);
    if (maxDegrees > 0) {
      rotate(example, degrees);
    }
  }

  /** Turns by a given angle, counter-clockwise as one sees the image. */
  static void rotate(TrainingExample example, double degrees) {
    int width = example.width();
    int height = example.height();
    float[] colors = example.values().clone();
    byte[] classes = example.classes().clone();
    double sin = StrictMath.sin(StrictMath.toRadians(degrees));
    double cos = StrictMath.cos(StrictMath.toRadians(degrees));
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to++) {
        double fromX = middleX + (x - middleX) * cos - (y - middleY) * sin;
        double fromY = middleY + (x - middleX) * sin + (y - middleY) * cos;
        bilinear(colors, width, height, fromX, fromY, example.values(), to);
        if (classes.length > 0) {
          int column = mirrored((int) Math.floor(fromX + 0.5), width);
          int row = mirrored((int) Math.floor(fromY + 0.5), height);
          example.classes()[to] = classes[row * width + column];
        }
      }
    }
  }

  private static void bilinear(
      float[] source, int width, int height, double x, double y, float[] target, int to) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = (float) (x - left);
    float down = (float) (y - top);
    int column0 = mirrored(left, width);
    int column1 = mirrored(left + 1, width);
    int row0 = mirrored(top, height) * width;
    int row1 = mirrored(top + 1, height) * width;
    int plane = width * height;
    for (int c = 0; c < source.length; c += plane) {
      float upper = (1 - right) * source[c + row0 + column0] + right * source[c + row0 + column1];
      float lower = (1 - right) * source[c + row1 + column0] + right * source[c + row1 + column1];
      target[c + to] = (1 - down) * upper + down * lower;
    }
  }

  /** The position inside, with the edge pixel repeated: for size 3, -2..4 gives 1 0 0 1 2 2 1. */
  private static int mirrored(int position, int size) {
    if (position >= 0 && position < size) {
      return position;
    }
    int folded = Math.floorMod(position, 2 * size);
    return folded < size ? folded : 2 * size - 1 - folded;
  }
}
