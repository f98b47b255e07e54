package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;

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

  /**
   * The same for a grid whose size is only known when a graph runs.
   *
   * @param rows 0 .. h - 1, float32 [h]
   * @param columns 0 .. w - 1, float32 [w]
   * @return [h, w, D]
   */
  static Value of(GraphBuilder g, int dim, Value rows, Value columns) {
    Value down = waves(g, dim, dim / 2, g.reshape(rows, Shape.of(Shape.FREE, 1, 1)));
    Value across = waves(g, dim, 0, g.reshape(columns, Shape.of(1, Shape.FREE, 1)));
    return g.add(down, across);
  }

  /** The half of a token from {@code at} on; the other half is sin(0). */
  private static Value waves(GraphBuilder g, int dim, int at, Value places) {
    int half = dim / 4;
    float[] rates = new float[dim];
    float[] phases = new float[dim];
    for (int j = 0; j < half; j++) {
      rates[at + j] = (float) Math.pow(BASE, -(double) j / half);
      rates[at + half + j] = rates[at + j];
      phases[at + half + j] = (float) (Math.PI / 2); // of which the sine is the cosine
    }
    Value angles = g.mul(places, g.graph().tensor(rates, dim));
    return new InferenceOperators(g).sin(g.add(angles, g.graph().tensor(phases, dim)));
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
