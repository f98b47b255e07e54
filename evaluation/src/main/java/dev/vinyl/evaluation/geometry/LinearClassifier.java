package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Batch normalization without scale and shift, with the statistics of all training tokens, then one
 * linear layer to a logit for each class.
 */
final class LinearClassifier implements PatchClassifier {
  private final Standardization standardization;
  private final int classes;
  private final int dimension;
  private final float[] weights; // [K, D], then the biases [K]

  private LinearClassifier(Standardization standardization, int classes, float[] weights) {
    this.standardization = standardization;
    this.classes = classes;
    this.dimension = standardization.dimension();
    this.weights = weights;
  }

  @Override
  public List<float[]> scores(List<PatchTokens> images) {
    List<float[]> scores = new ArrayList<>();
    for (PatchTokens image : images) {
      image.requireDimension(dimension);
      int n = image.patches();
      float[][] byDimension = new float[dimension][n];
      RowProduct.transpose(standardization.apply(image.values()), 0, n, dimension, byDimension);
      scores.add(logits(byDimension, n));
    }
    return scores;
  }

  /** [K, n] */
  private float[] logits(float[][] byDimension, int n) {
    float[] logits = new float[classes * n];
    float[] row = new float[n];
    for (int k = 0; k < classes; k++) {
      RowProduct.multiply(weights, k * dimension, byDimension, dimension, n, row);
      float bias = weights[classes * dimension + k];
      for (int i = 0; i < n; i++) {
        logits[k * n + i] = row[i] + bias;
      }
    }
    return logits;
  }

  /**
   * How such a layer is trained: by AdamW (Loshchilov and Hutter 2019) on the mean cross entropy of
   * a batch's labelled patches, from weights of 0, at a rate that falls in a line to 0. Images come
   * in a new order each time that all were seen. The same seed gives the same layer, whatever the
   * number of threads.
   *
   * @param steps how many, at least 1
   * @param batch images in a step, at least 1; fewer where there are not as many
   * @param rate of learning in the first step, above 0
   * @param decay of weights and biases, at least 0
   * @param seed of the order
   */
  record Training(int steps, int batch, double rate, double decay, long seed) {

    /**
     * 16 images in a batch, a rate of 1e-3 and a decay of 1e-4, as DINOv2's linear segmentation;
     * 1,000 steps in place of its 40,000, because there are neither crops nor flips.
     */
    static Training standard(long seed) {
      return new Training(1000, 16, 1e-3, 1e-4, seed);
    }

    /**
     * Trains a layer. It holds the tokens of a batch and reads the images {@code steps * batch}
     * times in all.
     *
     * @param classes how many classes there are, 1..255
     * @param images at least one
     * @throws IllegalArgumentException if there is no image, or a label or dimension does not fit
     */
    LinearClassifier train(LabelledTokens.Source images, int classes) {
      if (images.images() == 0) {
        throw new IllegalArgumentException("a linear layer needs at least one image to train on");
      }
      int dimension = images.image(0).tokens().dimension();
      Standardization standardization = Standardization.of(images, dimension);
      LinearProbe.Adam adam = new LinearProbe.Adam(rate, new double[classes * (dimension + 1)]);
      Order order = new Order(images.images(), seed);
      for (int step = 0; step < steps; step++) {
        int[] chosen = order.next(Math.min(batch, images.images()));
        LinearClassifier layer =
            new LinearClassifier(standardization, classes, floats(adam.parameters()));
        List<Gradient> gradients =
            IntStream.of(chosen).parallel().mapToObj(i -> layer.gradient(images.image(i))).toList();
        double[] sum = new double[adam.parameters().length];
        gradients.forEach(gradient -> gradient.addTo(sum));
        int patches = gradients.stream().mapToInt(Gradient::patches).sum();
        if (patches > 0) {
          adam.step(sum, patches, rate * (1 - (double) step / steps), decay);
        }
      }
      return new LinearClassifier(standardization, classes, floats(adam.parameters()));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Images in a seeded order, which is drawn anew when fewer than are wanted are left. */
  private static final class Order {
    private final SplittableRandom random;
    private final int[] images;
    private int taken;

    Order(int count, long seed) {
      random = new SplittableRandom(seed);
      images = IntStream.range(0, count).toArray();
      taken = count;
    }

    int[] next(int count) {
      if (taken + count > images.length) {
        shuffle();
        taken = 0;
      }
      taken += count;
      return Arrays.copyOfRange(images, taken - count, taken);
    }

    private void shuffle() {
      for (int i = images.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int kept = images[i];
        images[i] = images[other];
        images[other] = kept;
      }
    }
  }

  /** The gradient of the cross entropy summed over the labelled patches of an image. */
  private Gradient gradient(LabelledTokens image) {
    image.tokens().requireDimension(dimension);
    int[] all = image.labels(classes);
    int[] labels = new int[all.length];
    float[] tokens = standardization.apply(image.tokens().values());
    float[][] byPatch = new float[all.length][];
    int n = 0;
    for (int patch = 0; patch < all.length; patch++) {
      if (all[patch] != ClassMask.IGNORE) {
        byPatch[n] = Arrays.copyOfRange(tokens, patch * dimension, (patch + 1) * dimension);
        System.arraycopy(byPatch[n], 0, tokens, n * dimension, dimension);
        labels[n++] = all[patch];
      }
    }
    float[][] byDimension = new float[dimension][n];
    RowProduct.transpose(tokens, 0, n, dimension, byDimension);
    float[] residuals = logits(byDimension, n);
    double[] biases = toResiduals(residuals, labels, n);
    double[] gradient = new double[weights.length];
    float[] row = new float[dimension];
    for (int k = 0; k < classes; k++) {
      RowProduct.multiply(residuals, k * n, byPatch, n, dimension, row);
      for (int d = 0; d < dimension; d++) {
        gradient[k * dimension + d] = row[d];
      }
      gradient[classes * dimension + k] = biases[k];
    }
    return new Gradient(gradient, n);
  }

  /**
   * Makes of logits [K, n] the softmax less the one-hot labels; gives the sum of each class, which
   * is not that of rounded numbers: AdamW makes a whole step of whatever is left of 0.
   */
  private double[] toResiduals(float[] logits, int[] labels, int n) {
    double[] sums = new double[classes];
    double[] exp = new double[classes];
    for (int i = 0; i < n; i++) {
      float largest = logits[i];
      for (int k = 1; k < classes; k++) {
        largest = Math.max(largest, logits[k * n + i]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        exp[k] = Math.exp(logits[k * n + i] - largest);
        sum += exp[k];
      }
      for (int k = 0; k < classes; k++) {
        double residual = exp[k] / sum - (labels[i] == k ? 1 : 0);
        sums[k] += residual;
        logits[k * n + i] = (float) residual;
      }
    }
    return sums;
  }

  /** Of one image. */
  private static final class Gradient {
    private final double[] values;
    private final int patches;

    Gradient(double[] values, int patches) {
      this.values = values;
      this.patches = patches;
    }

    int patches() {
      return patches;
    }

    void addTo(double[] sum) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i];
      }
    }
  }
}
