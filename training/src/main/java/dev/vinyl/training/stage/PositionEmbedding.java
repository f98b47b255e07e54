package dev.vinyl.training.stage;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;

/**
 * The position embedding of an encoder for images of another size. The positions of patches, row by
 * row, are read as an image with a pixel for each patch and a channel for each dimension, and
 * resized; the class token's position stays.
 *
 * <p>It is resized as by PyTorch's {@code interpolate(size=..., mode="bicubic",
 * align_corners=False)} without antialiasing, {@code upsample_bicubic2d} in {@code
 * aten/src/ATen/native}, which is what the published code of DeiT and MAE does. Along each axis,
 * pixel i of n takes what lies at {@code x = (i + 0.5) m / n - 0.5} among m: a sum over the four
 * pixels around x, those beyond an edge being the edge's, with the weights of Keys (1981) at their
 * distances d from x,
 *
 * <pre>{@code
 * (a + 2) d^3 - (a + 3) d^2 + 1        for d <= 1
 * a d^3 - 5 a d^2 + 8 a d - 4 a        for 1 < d < 2
 * }</pre>
 *
 * with a = -0.75. So a constant stays what it is; a straight line does so only where x lies on a
 * pixel or in the middle between two, and is bent by up to 0.05 of its step elsewhere. Sums are
 * taken in double precision.
 */
final class PositionEmbedding {
  private static final double A = -0.75;
  private static final int TAPS = 4;

  private PositionEmbedding() {}

  /**
   * Resamples positions.
   *
   * @param positions [1, 1 + patches, D], of which row 0 is the class token's
   * @param before the sizes that they are for
   * @param now the sizes that are wanted, of the same patches
   * @return [1, 1 + patches, D] under the same name
   */
  static Parameter resampled(Parameter positions, VitConfig before, VitConfig now) {
    int dim = (int) positions.shape()[2];
    float[] old = positions.values();
    float[] values = new float[(1 + now.patches()) * dim];
    System.arraycopy(old, 0, values, 0, dim);
    int to = dim;
    for (int row = 0; row < now.gridHeight(); row++) {
      double down = middle(row, before.gridHeight(), now.gridHeight());
      for (int column = 0; column < now.gridWidth(); column++) {
        double across = middle(column, before.gridWidth(), now.gridWidth());
        for (int d = 0; d < dim; d++) {
          values[to++] = (float) at(old, dim, d, before, down, across);
        }
      }
    }
    return new Parameter(positions.name(), new long[] {1, 1 + now.patches(), dim}, values);
  }

  private static double middle(int target, int size, int targetSize) {
    return (target + 0.5) * size / targetSize - 0.5;
  }

  /** One dimension of the positions between the patches. */
  private static double at(
      float[] positions, int dim, int d, VitConfig grid, double down, double across) {
    int top = (int) Math.floor(down) - 1;
    int left = (int) Math.floor(across) - 1;
    double sum = 0;
    for (int i = 0; i < TAPS; i++) {
      int row = within(top + i, grid.gridHeight());
      double ofRow = 0;
      for (int j = 0; j < TAPS; j++) {
        int column = within(left + j, grid.gridWidth());
        int at = (1 + row * grid.gridWidth() + column) * dim + d;
        ofRow += weight(Math.abs(across - (left + j))) * positions[at];
      }
      sum += weight(Math.abs(down - (top + i))) * ofRow;
    }
    return sum;
  }

  private static int within(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }

  private static double weight(double d) {
    return d <= 1
        ? ((A + 2) * d - (A + 3)) * d * d + 1
        : d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
  }
}
