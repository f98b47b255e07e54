package dev.vinyl.export.vit;

/**
 * Fixed positions of patches in two dimensions, as MAE has them (He et al., arXiv 2111.06377,
 * {@code util/pos_embed.py}): half of a token tells the column, the other half the row; of each
 * half, the first half are the sines and the second the cosines of {@code place / 10000^(j / (D /
 * 4))}, j from 0.
 */
final class SineCosinePositions {
  private static final double BASE = 10_000;

  private SineCosinePositions() {}

  /** Row by row; before them zeros for the class token, where it has a position. [rows, D] */
  static float[] of(VitConfig config) {
    int dim = config.dim();
    int first = config.variant().classPositions();
    float[] values = new float[(first + config.patches()) * dim];
    for (int patch = 0; patch < config.patches(); patch++) {
      int at = (first + patch) * dim;
      waves(values, at, dim / 2, patch % config.gridWidth());
      waves(values, at + dim / 2, dim / 2, patch / config.gridWidth());
    }
    return values;
  }

  private static void waves(float[] values, int at, int length, int place) {
    int half = length / 2;
    for (int j = 0; j < half; j++) {
      double angle = place / Math.pow(BASE, (double) j / half);
      values[at + j] = (float) Math.sin(angle);
      values[at + half + j] = (float) Math.cos(angle);
    }
  }
}
