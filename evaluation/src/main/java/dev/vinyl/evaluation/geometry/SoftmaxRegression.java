package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeAccuracy;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/**
 * One linear layer and the cross entropy of its softmax. Parameters are the weights [K, D], then
 * the biases [K]. Inner loops run along patches or along dimensions without a running sum, which is
 * what the JIT can turn into vector instructions.
 */
final class SoftmaxRegression {
  private final int classes;
  private final int dimension;

  SoftmaxRegression(int classes, int dimension) {
    this.classes = classes;
    this.dimension = dimension;
  }

  int parameterCount() {
    return classes * (dimension + 1);
  }

  int weightCount() {
    return classes * dimension;
  }

  /**
   * The cross entropy summed over the examples.
   *
   * @param gradient its gradient is added to this
   */
  double loss(double[] parameters, ProbeExamples examples, double[] gradient) {
    double[] logits = logits(parameters, examples);
    double loss = toResiduals(logits, examples);
    addGradient(logits, examples, gradient);
    return loss;
  }

  /** The class with the highest logit of each example, the lowest of those that tie. */
  int[] predict(double[] parameters, ProbeExamples examples) {
    double[] logits = logits(parameters, examples);
    int n = examples.count();
    int[] predicted = new int[n];
    for (int i = 0; i < n; i++) {
      for (int k = 1; k < classes; k++) {
        if (logits[k * n + i] > logits[predicted[i] * n + i]) {
          predicted[i] = k;
        }
      }
    }
    return predicted;
  }

  /** [K, n] */
  private double[] logits(double[] parameters, ProbeExamples examples) {
    int n = examples.count();
    double[] x = examples.byDimension();
    double[] logits = new double[classes * n];
    for (int k = 0; k < classes; k++) {
      int row = k * n;
      Arrays.fill(logits, row, row + n, parameters[weightCount() + k]);
      int d = 0;
      for (; d + 4 <= dimension; d += 4) {
        int w = k * dimension + d;
        addFour(logits, row, n, parameters, w, x, d * n);
      }
      for (; d < dimension; d++) {
        double weight = parameters[k * dimension + d];
        for (int i = 0; i < n; i++) {
          logits[row + i] += weight * x[d * n + i];
        }
      }
    }
    return logits;
  }

  /** Adds four rows of x, each of a length, to a row of the target, with factors from a list. */
  private static void addFour(
      double[] label, int to, int length, double[] factors, int from, double[] x, int start) {
    double a0 = factors[from];
    double a1 = factors[from + 1];
    double a2 = factors[from + 2];
    double a3 = factors[from + 3];
    int x1 = start + length;
    int x2 = x1 + length;
    int x3 = x2 + length;
    for (int i = 0; i < length; i++) {
      label[to + i] += a0 * x[start + i] + a1 * x[x1 + i] + a2 * x[x2 + i] + a3 * x[x3 + i];
    }
  }

  /** Makes of logits [K, n] the softmax less the one-hot labels; gives the summed loss. */
  private double toResiduals(double[] logits, ProbeExamples examples) {
    int n = examples.count();
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double largest = logits[i];
      for (int k = 1; k < classes; k++) {
        largest = Math.max(largest, logits[k * n + i]);
      }
      int target = examples.label(i) * n + i;
      double ofTarget = logits[target] - largest;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        double exp = Math.exp(logits[k * n + i] - largest);
        logits[k * n + i] = exp;
        sum += exp;
      }
      for (int k = 0; k < classes; k++) {
        logits[k * n + i] /= sum;
      }
      logits[target] -= 1;
      loss += Math.log(sum) - ofTarget;
    }
    return loss;
  }

  private void addGradient(double[] residuals, ProbeExamples examples, double[] gradient) {
    int n = examples.count();
    double[] x = examples.byPatch();
    for (int k = 0; k < classes; k++) {
      int row = k * dimension;
      int i = 0;
      for (; i + 4 <= n; i += 4) {
        addFour(gradient, row, dimension, residuals, k * n + i, x, i * dimension);
      }
      for (; i < n; i++) {
        double residual = residuals[k * n + i];
        for (int d = 0; d < dimension; d++) {
          gradient[row + d] += residual * x[i * dimension + d];
        }
      }
      for (int j = 0; j < n; j++) {
        gradient[weightCount() + k] += residuals[k * n + j];
      }
    }
  }

  /** How many labelled patches of some images it labels right. */
  ProbeAccuracy accuracy(
      double[] parameters,
      Standardization standardization,
      LabelledTokens.Source images,
      Bootstrap bootstrap) {
    ImageMatrices matrices = matrices(parameters, standardization, images);
    return new ProbeAccuracy(
        matrices.interval(ConfusionMatrix::pixelAccuracy, bootstrap),
        matrices.total(),
        matrices.size());
  }

  /** Of each image, what its labelled patches are taken for. */
  ImageMatrices matrices(
      double[] parameters, Standardization standardization, LabelledTokens.Source images) {
    ImageMatrices matrices = new ImageMatrices(classes);
    ProbeExamples examples = new ProbeExamples(classes, standardization);
    for (int i = 0; i < images.images(); i++) {
      examples.load(images.image(i));
      matrices.add(compare(examples.copyLabels(), predict(parameters, examples)));
    }
    return matrices;
  }

  private ConfusionMatrix compare(int[] target, int[] prediction) {
    return target.length == 0
        ? ConfusionMatrix.empty(classes)
        : ConfusionMatrix.of(classes, mask(target), mask(prediction));
  }

  private static ClassMask mask(int[] labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ClassMask(labels.length, 1, bytes);
  }
}
