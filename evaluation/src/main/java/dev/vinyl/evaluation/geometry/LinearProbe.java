package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeAccuracy;
import dev.vinyl.evaluation.metric.Bootstrap;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The paper's probe: one linear layer on frozen tokens is trained for a few epochs to tell each
 * patch's class, and its accuracy is measured <em>on the patches it was trained on</em>. {@link
 * LogisticProbe} asks what can be read off tokens that were not trained on.
 *
 * <p>Training is by Adam (Kingma and Ba 2015) on the mean cross entropy of a batch's patches, from
 * weights and biases uniform in +-1 / sqrt(D), with images in a new order each epoch. The same seed
 * gives the same result.
 *
 * @param classes how many classes there are, 1..255
 * @param epochs how often every image is seen, at least 1
 * @param learningRate of Adam, above 0
 * @param batch images in a step, at least 1
 * @param seed of the initial weights and of the order
 */
record LinearProbe(int classes, int epochs, double learningRate, int batch, long seed) {

  /** Checks the ranges. */
  public LinearProbe {
    if (classes < 1 || classes > 255 || epochs < 1 || batch < 1 || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "a probe needs 1..255 classes, at least 1 epoch and image in a batch, and a learning rate above 0; got %d, %d, %d, %s"
              .formatted(classes, epochs, batch, learningRate));
    }
  }

  /** As the paper has it: 5 epochs of Adam with 1e-2, 64 images in a batch. */
  public static LinearProbe paper(int classes, long seed) {
    return new LinearProbe(classes, 5, 1e-2, 64, seed);
  }

  /**
   * Trains on all images and measures on the same. It reads them {@code epochs + 1} times and holds
   * one at a time.
   *
   * @throws IllegalArgumentException if there is no image, or a label or dimension does not fit
   */
  public ProbeAccuracy run(LabelledTokens.Source images, Bootstrap bootstrap) {
    if (images.images() == 0) {
      throw new IllegalArgumentException("a probe needs at least one image");
    }
    int dimension = images.image(0).tokens().dimension();
    Standardization none = Standardization.none(dimension);
    SoftmaxRegression layer = new SoftmaxRegression(classes, dimension);
    SplittableRandom random = new SplittableRandom(seed);
    double bound = 1 / Math.sqrt(dimension);
    double[] parameters = random.doubles(layer.parameterCount(), -bound, bound).toArray();
    Adam adam = new Adam(learningRate, parameters);
    int[] order = new int[images.images()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    ProbeExamples examples = new ProbeExamples(classes, none);
    for (int epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      for (int start = 0; start < order.length; start += batch) {
        int end = Math.min(order.length, start + batch);
        step(layer, adam, examples, images, Arrays.copyOfRange(order, start, end));
      }
    }
    return layer.accuracy(parameters, none, images, bootstrap);
  }

  private static void step(
      SoftmaxRegression layer,
      Adam adam,
      ProbeExamples examples,
      LabelledTokens.Source images,
      int[] chosen) {
    double[] gradient = new double[layer.parameterCount()];
    int patches = 0;
    for (int image : chosen) {
      examples.load(images.image(image));
      layer.loss(adam.parameters(), examples, gradient);
      patches += examples.count();
    }
    if (patches > 0) {
      adam.step(gradient, patches);
    }
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
  }

  /**
   * Adam (Kingma and Ba 2015) with the constants proposed there, or with a decay AdamW; changes
   * parameters in place.
   */
  static final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final double[] parameters;
    private final double[] first;
    private final double[] second;
    private int steps;

    Adam(double rate, double[] parameters) {
      this.rate = rate;
      this.parameters = parameters;
      this.first = new double[parameters.length];
      this.second = new double[parameters.length];
    }

    double[] parameters() {
      return parameters;
    }

    /** Takes a step by a gradient that is a sum over so many examples. */
    void step(double[] gradientSum, int examples) {
      step(gradientSum, examples, rate, 0);
    }

    /**
     * Likewise, at a rate of its own.
     *
     * @param decay of all parameters, decoupled from the gradient (Loshchilov and Hutter 2019)
     */
    void step(double[] gradientSum, int examples, double rate, double decay) {
      steps++;
      double unbias1 = 1 - Math.pow(BETA1, steps);
      double unbias2 = 1 - Math.pow(BETA2, steps);
      for (int i = 0; i < parameters.length; i++) {
        double gradient = gradientSum[i] / examples;
        first[i] = BETA1 * first[i] + (1 - BETA1) * gradient;
        second[i] = BETA2 * second[i] + (1 - BETA2) * gradient * gradient;
        parameters[i] -= rate * decay * parameters[i];
        parameters[i] -= rate * first[i] / unbias1 / (Math.sqrt(second[i] / unbias2) + EPSILON);
      }
    }
  }
}
