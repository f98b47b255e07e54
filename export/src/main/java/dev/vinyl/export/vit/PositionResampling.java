package dev.vinyl.export.vit;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How an encoder's positions are brought to another number of patches. The positions of patches,
 * row by row, are read as an image with a pixel for each patch and a channel for each dimension,
 * and resized by cubic convolution (Keys, 1981); the class token's position stays. Three rules are
 * in use, and give other numbers:
 *
 * <p>Along an axis of m patches, new patch i of n takes what lies around {@code x} among the old
 * ones: a sum over those at distances d from x, with the weights
 *
 * <pre>{@code
 * (a + 2) d^3 - (a + 3) d^2 + 1        for d <= 1
 * a d^3 - 5 a d^2 + 8 a d - 4 a        for 1 < d < 2
 * }</pre>
 *
 * Sums are taken in double precision.
 */
public enum PositionResampling {
  /**
   * {@code x = (i + 0.5) m / (n + 0.1) - 0.5} and a = -0.75; patches beyond an edge are the edge's.
   * DINOv2 without registers ({@code interpolate_offset}), and Hugging Face's classes up to 4.40.
   */
  OFFSET(0.1),
  /**
   * {@code x = (i + 0.5) m / n - 0.5} and a = -0.75; patches beyond an edge are the edge's. What
   * PyTorch's {@code interpolate(mode="bicubic")} does: MAE, DeiT, Hugging Face's classes now.
   */
  SIZE(0),
  /**
   * x as in {@link #SIZE}, a = -0.5; distances are divided by m / n where that is above 1, patches
   * beyond an edge are left out and the weights add up to 1. {@code antialias=True}: timm, DINOv2
   * with registers.
   */
  ANTIALIAS(0);

  private static final double A = -0.75;
  private static final double A_ANTIALIAS = -0.5;

  /** How far away patches count, in patches. */
  static final int REACH = 2;

  private final double offset;

  PositionResampling(double offset) {
    this.offset = offset;
  }

  /** What is added to the new number of patches. */
  double offset() {
    return offset;
  }

  /** The constant of the weights. */
  double a() {
    return this == ANTIALIAS ? A_ANTIALIAS : A;
  }

  /**
   * An encoder's weights for images of another size, by the rule of its variant.
   *
   * @param weights of a model or of an encoder by itself
   * @param prefix what the names of the encoder's have before them
   * @param before what the weights are for
   * @param now the same but for the size of the image
   * @return the same weights where there are no positions, or those of as many rows and columns
   */
  public static ParameterSet resize(
      ParameterSet weights, String prefix, VitConfig before, VitConfig now) {
    if (before.gridHeight() == now.gridHeight() && before.gridWidth() == now.gridWidth()) {
      return weights;
    }
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : weights) {
      String name =
          parameter.name().startsWith(prefix) ? parameter.name().substring(prefix.length()) : "";
      all.add(resized(parameter, name, before, now));
    }
    return ParameterSet.of(all);
  }

  /** What {@link #resize} does, in words for a record. */
  public static String described(VitConfig before, VitConfig now) {
    return "resampled from %d x %d patches to %d x %d, bicubic, by the rule %s"
        .formatted(
            before.gridHeight(),
            before.gridWidth(),
            now.gridHeight(),
            now.gridWidth(),
            before.variant().resampling().name().toLowerCase(Locale.ROOT));
  }

  /** How a model for images of any size finds its positions, in words for a record. */
  public static String described(VitConfig own) {
    return own.variant().positions() == VitVariant.Positions.SINE_COSINE
        ? "computed in the model"
        : "resampled in the model from %d x %d patches, bicubic, by the rule %s"
            .formatted(
                own.gridHeight(),
                own.gridWidth(),
                own.variant().resampling().name().toLowerCase(Locale.ROOT));
  }

  private static Parameter resized(
      Parameter parameter, String name, VitConfig before, VitConfig now) {
    PositionResampling rule = before.variant().resampling();
    int first = before.variant().classPositions();
    return switch (name) {
      case "pos_embedding" ->
          rule.resized(
              parameter,
              first,
              new Grid(before.gridHeight(), before.gridWidth()),
              new Grid(now.gridHeight(), now.gridWidth()));
      case "pos_rows" ->
          rule.resized(
              parameter, 0, new Grid(before.gridHeight(), 1), new Grid(now.gridHeight(), 1));
      case "pos_columns" ->
          rule.resized(parameter, 0, new Grid(1, before.gridWidth()), new Grid(1, now.gridWidth()));
      default -> parameter;
    };
  }

  private record Grid(int rows, int columns) {
    int count() {
      return rows * columns;
    }
  }

  /**
   * Resamples [1, first + patches, D].
   *
   * @param first rows before those of the patches, which stay
   * @throws IllegalArgumentException if it has not as many rows
   */
  private Parameter resized(Parameter positions, int first, Grid before, Grid now) {
    long[] shape = positions.shape();
    if (shape.length != 3 || shape[1] != first + before.count()) {
      throw new IllegalArgumentException(
          "%s is not for %d x %d patches".formatted(positions, before.rows(), before.columns()));
    }
    int dim = (int) shape[2];
    float[] old = positions.values();
    float[] values = Arrays.copyOf(old, (first + now.count()) * dim);
    Taps[] down = taps(before.rows(), now.rows());
    Taps[] across = taps(before.columns(), now.columns());
    for (int row = 0; row < now.rows(); row++) {
      for (int column = 0; column < now.columns(); column++) {
        int to = (first + row * now.columns() + column) * dim;
        for (int d = 0; d < dim; d++) {
          values[to + d] = (float) at(old, first * dim + d, dim, before, down[row], across[column]);
        }
      }
    }
    return new Parameter(positions.name(), new long[] {1, first + now.count(), dim}, values);
  }

  /** One dimension of the positions between the patches. */
  private static double at(float[] old, int start, int dim, Grid grid, Taps down, Taps across) {
    double sum = 0;
    for (int i = 0; i < down.weights().length; i++) {
      int row = within(down.first() + i, grid.rows());
      double ofRow = 0;
      for (int j = 0; j < across.weights().length; j++) {
        int column = within(across.first() + j, grid.columns());
        ofRow += across.weights()[j] * old[start + (row * grid.columns() + column) * dim];
      }
      sum += down.weights()[i] * ofRow;
    }
    return sum;
  }

  private static int within(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }

  /** The old patches that a new one takes from, from the first on, and what each counts. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Taps(int first, double[] weights) {}

  private Taps[] taps(int before, int now) {
    Taps[] taps = new Taps[now];
    for (int i = 0; i < now; i++) {
      double x = (i + 0.5) * before / (now + offset) - 0.5;
      taps[i] = this == ANTIALIAS ? antialiased(x, before, now) : around(x);
    }
    return taps;
  }

  private static Taps around(double x) {
    int first = (int) Math.floor(x) - 1;
    double[] weights = new double[2 * REACH];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = weight(Math.abs(x - (first + j)), A);
    }
    return new Taps(first, weights);
  }

  private static Taps antialiased(double x, int before, int now) {
    double stretch = Math.max(1, (double) before / now);
    int first = Math.max(0, (int) Math.ceil(x - REACH * stretch));
    int last = Math.min(before - 1, (int) Math.floor(x + REACH * stretch));
    double[] weights = new double[last - first + 1];
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = weight(Math.abs(x - (first + j)) / stretch, A_ANTIALIAS);
      sum += weights[j];
    }
    for (int j = 0; j < weights.length; j++) {
      weights[j] /= sum;
    }
    return new Taps(first, weights);
  }

  private static double weight(double d, double a) {
    return d <= 1
        ? ((a + 2) * d - (a + 3)) * d * d + 1
        : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }
}
