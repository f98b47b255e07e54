package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tokens for tests. */
final class TestTokens {
  private TestTokens() {}

  /** One image with a single row of patches, each given by its token. */
  static PatchTokens row(float[]... tokens) {
    return grid(1, tokens.length, tokens);
  }

  static PatchTokens grid(int rows, int columns, float[]... tokens) {
    int dimension = tokens[0].length;
    float[] values = new float[tokens.length * dimension];
    for (int i = 0; i < tokens.length; i++) {
      System.arraycopy(tokens[i], 0, values, i * dimension, dimension);
    }
    return new PatchTokens(rows, columns, dimension, values);
  }

  static float[] token(double... values) {
    float[] token = new float[values.length];
    for (int d = 0; d < token.length; d++) {
      token[d] = (float) values[d];
    }
    return token;
  }

  /** Normal numbers around a mean that differs between images and from 0. */
  static PatchTokens random(Random random, int rows, int columns, int dimension) {
    float[] values = new float[rows * columns * dimension];
    double[] mean = random.doubles(dimension, -1, 3).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean[i % dimension] + random.nextGaussian());
    }
    return new PatchTokens(rows, columns, dimension, values);
  }

  static List<PatchTokens> random(int images, int rows, int columns, int dimension, int seed) {
    Random random = new Random(seed);
    List<PatchTokens> all = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      all.add(random(random, rows, columns, dimension));
    }
    return all;
  }

  /** Labels of a grid as digits, a text for each row; {@code .} for a patch without a label. */
  static ClassMask labels(String... rows) {
    byte[] classes = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < classes.length; i++) {
      char c = rows[i / rows[0].length()].charAt(i % rows[0].length());
      classes[i] = (byte) (c == '.' ? ClassMask.IGNORE : c - '0');
    }
    return new ClassMask(rows[0].length(), rows.length, classes);
  }

  static ClassMask randomLabels(Random random, int rows, int columns, int classes) {
    byte[] labels = new byte[rows * columns];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (random.nextInt(8) == 0 ? ClassMask.IGNORE : random.nextInt(classes));
    }
    return new ClassMask(columns, rows, labels);
  }

  /** The cosine of two patches, in a plain loop; 0 where one has length 0. */
  static double cosine(PatchTokens tokens, int i, int j) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int d = 0; d < tokens.dimension(); d++) {
      double a = tokens.values()[i * tokens.dimension() + d];
      double b = tokens.values()[j * tokens.dimension() + d];
      product += a * b;
      first += a * a;
      second += b * b;
    }
    return first * second == 0 ? 0 : product / Math.sqrt(first * second);
  }
}
