package dev.vinyl.export;

import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;

/**
 * Finds a segmentation head from what it gave: least squares over all patches, two equations for
 * each unknown. One direction stays open, that along which the last norm gives the same for every
 * token; there the head is that of a guess.
 */
final class HeadFit {
  private static final double RIDGE = 1e-4; // holds the open direction, is nothing to the others

  private HeadFit() {}

  /**
   * The head that gives the logits on the tokens.
   *
   * @param guess {@code mlp.weight} [classes P P, D] and {@code mlp.bias}
   * @param tokens [B, N, D]
   * @param logits [B, classes, S, S]
   */
  static ParameterSet near(ParameterSet guess, VitConfig config, float[] tokens, float[] logits) {
    Parameter weight = guess.get("mlp.weight");
    Parameter bias = guess.get("mlp.bias");
    int in = config.dim();
    int out = bias.values().length;
    double[][] factors = factors(tokens, in);
    double[][] missing = new double[factors.length][out];
    for (int patch = 0; patch < missing.length; patch++) {
      for (int o = 0; o < out; o++) {
        double given = bias.values()[o];
        for (int i = 0; i < in; i++) {
          given += factors[patch][i] * weight.values()[o * in + i];
        }
        missing[patch][o] = logits[pixel(config, out, patch, o)] - given;
      }
    }
    double[][] normal = transposedProduct(factors, factors);
    for (int i = 0; i <= in; i++) {
      normal[i][i] += RIDGE;
    }
    double[][] change = transposedProduct(factors, missing);
    solve(normal, change);
    return ParameterSet.of(List.of(changed(weight, change, 0), changed(bias, change, in)));
  }

  /** The tokens, each with a 1 for the bias. */
  private static double[][] factors(float[] tokens, int dim) {
    double[][] rows = new double[tokens.length / dim][dim + 1];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < dim; i++) {
        rows[row][i] = tokens[row * dim + i];
      }
      rows[row][dim] = 1;
    }
    return rows;
  }

  /** a^T b. */
  private static double[][] transposedProduct(double[][] a, double[][] b) {
    double[][] product = new double[a[0].length][b[0].length];
    for (int row = 0; row < a.length; row++) {
      for (int i = 0; i < product.length; i++) {
        subtract(product[i], b[row], -a[row][i]);
      }
    }
    return product;
  }

  /** The parameter [out, n] plus the transpose of the change's rows from the first on. */
  private static Parameter changed(Parameter parameter, double[][] change, int first) {
    float[] values = parameter.values().clone();
    int length = values.length / change[0].length;
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) change[first + i % length][i / length];
    }
    return new Parameter(parameter.name(), parameter.shape(), values);
  }

  /** Where in [B, classes, S, S] is output o = (class, row, column) of a patch. */
  private static int pixel(VitConfig config, int outputs, int patch, int o) {
    int size = config.patchSize();
    int grid = config.gridWidth();
    int side = config.imageWidth();
    int classes = outputs / (size * size);
    int image = patch / (grid * grid);
    int y = patch / grid % grid * size + o / size % size;
    int x = patch % grid * size + o % size;
    return ((image * classes + o / (size * size)) * side + y) * side + x;
  }

  /** Gauss's elimination, without pivots: the matrix is positive definite. */
  private static void solve(double[][] matrix, double[][] right) {
    int n = matrix.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int row = 0; row < n; row++) {
        double factor = matrix[row][pivot] / matrix[pivot][pivot];
        if (row != pivot && factor != 0) {
          subtract(matrix[row], matrix[pivot], factor);
          subtract(right[row], right[pivot], factor);
        }
      }
    }
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < right[row].length; column++) {
        right[row][column] /= matrix[row][row];
      }
    }
  }

  private static void subtract(double[] from, double[] what, double factor) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= factor * what[i];
    }
  }
}
