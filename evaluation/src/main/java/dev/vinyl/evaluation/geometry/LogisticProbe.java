package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.Bootstrap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What can be read off tokens linearly: multinomial logistic regression is fitted to the labels of
 * one set of images, the strength of its L2 penalty is chosen on a second, and its accuracy
 * measured on a third. It depends on no seed and no number of threads.
 *
 * <p>Tokens are standardised by mean and variance of the first set. What is minimised is the mean
 * cross entropy over its patches plus {@code penalty / 2} times the squared weights (not biases),
 * to where no component of the gradient is larger than {@code tolerance}.
 *
 * @param classes how many classes there are, 1..255
 * @param penalties to choose from, above 0 and descending, at least one
 * @param maxIterations of L-BFGS for each penalty, at least 1; each reads the first set at least
 *     once
 * @param tolerance above 0
 */
record LogisticProbe(int classes, List<Double> penalties, int maxIterations, double tolerance) {

  /** Takes a copy and checks the ranges. */
  public LogisticProbe {
    penalties = List.copyOf(penalties);
    if (classes < 1 || classes > 255 || maxIterations < 1 || !(tolerance > 0)) {
      throw new IllegalArgumentException(
          "a probe needs 1..255 classes, at least 1 iteration and a tolerance above 0; got %d, %d, %s"
              .formatted(classes, maxIterations, tolerance));
    }
    List<Double> descending = penalties.stream().sorted(Comparator.reverseOrder()).toList();
    if (penalties.isEmpty()
        || !penalties.equals(descending)
        || !(penalties.get(penalties.size() - 1) > 0)) {
      throw new IllegalArgumentException(
          "penalties must be above 0 and descending, got " + penalties);
    }
  }

  /** Penalties 1e-1, 1e-2 and so on to 1e-5, 100 iterations, tolerance 1e-4. */
  public static LogisticProbe of(int classes) {
    return new LogisticProbe(classes, List.of(1e-1, 1e-2, 1e-3, 1e-4, 1e-5), 100, 1e-4);
  }

  /**
   * Fits, chooses and measures. It holds a few images at a time, and reads the first set some
   * hundred times.
   *
   * @param training what the regression is fitted to
   * @param validation what the penalty is chosen by
   * @param test what is measured on; no image should be in two of them
   * @param bootstrap for the interval, by drawing images of the third
   * @throws IllegalArgumentException if one of them has no image, or a label or dimension does not
   *     fit
   */
  public EncoderGeometry.HeldOutProbe run(
      LabelledTokens.Source training,
      LabelledTokens.Source validation,
      LabelledTokens.Source test,
      Bootstrap bootstrap) {
    requireImages("training", training);
    requireImages("validation", validation);
    requireImages("test", test);
    int dimension = training.image(0).tokens().dimension();
    Standardization standardization = Standardization.of(training, dimension);
    SoftmaxRegression layer = new SoftmaxRegression(classes, dimension);
    List<double[]> fits = new ArrayList<>();
    List<EncoderGeometry.Candidate> candidates = new ArrayList<>();
    double[] start = new double[layer.parameterCount()];
    for (double penalty : penalties) {
      ProbeObjective pass = new ProbeObjective(layer, training, classes, standardization);
      Lbfgs fit = Lbfgs.minimize(pass.objective(penalty), start, maxIterations, tolerance);
      double accuracy =
          layer.matrices(fit.point(), standardization, validation).total().pixelAccuracy();
      fits.add(fit.point());
      candidates.add(
          new EncoderGeometry.Candidate(penalty, fit.value(), accuracy, fit.iterations()));
      start = fit.point();
    }
    int best = best(candidates);
    return new EncoderGeometry.HeldOutProbe(
        layer.accuracy(fits.get(best), standardization, test, bootstrap),
        penalties.get(best),
        candidates);
  }

  /** The first of those with the highest accuracy. */
  private static int best(List<EncoderGeometry.Candidate> candidates) {
    int best = 0;
    for (int i = 1; i < candidates.size(); i++) {
      if (candidates.get(i).validationAccuracy() > candidates.get(best).validationAccuracy()) {
        best = i;
      }
    }
    return best;
  }

  private static void requireImages(String set, LabelledTokens.Source images) {
    if (images.images() == 0) {
      throw new IllegalArgumentException(
          "a probe needs images to train on, to validate and to test; there is none for " + set);
    }
  }

  /**
   * Loss and gradient over all patches of some images. The images are cut into chunks, of which
   * several are under way at once in the common pool; their sums are added up in the order of the
   * chunks, so that the result does not depend on the number of threads.
   */
  private static final class ProbeObjective {
    private static final int CHUNKS = 16;

    private final SoftmaxRegression layer;
    private final LabelledTokens.Source images;
    private final int classes;
    private final Standardization standardization;

    ProbeObjective(
        SoftmaxRegression layer,
        LabelledTokens.Source images,
        int classes,
        Standardization standardization) {
      this.layer = layer;
      this.images = images;
      this.classes = classes;
      this.standardization = standardization;
    }

    /** Sums over the patches of a chunk. */
    private static final class Sums {
      private final double[] gradient;
      private double loss;
      private long patches;

      Sums(int parameters) {
        gradient = new double[parameters];
      }
    }

    /** Mean cross entropy plus {@code penalty / 2} times the squared weights. */
    Lbfgs.Objective objective(double penalty) {
      return (point, gradient) -> {
        List<Sums> chunks =
            IntStream.range(0, CHUNKS).parallel().mapToObj(chunk -> sums(chunk, point)).toList();
        long patches = chunks.stream().mapToLong(chunk -> chunk.patches).sum();
        if (patches == 0) {
          throw new IllegalArgumentException("no patch of the training images has a label");
        }
        double loss = 0;
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] = i < layer.weightCount() ? penalty * point[i] : 0;
          loss += i < layer.weightCount() ? penalty / 2 * point[i] * point[i] : 0;
          for (Sums chunk : chunks) {
            gradient[i] += chunk.gradient[i] / patches;
          }
        }
        for (Sums chunk : chunks) {
          loss += chunk.loss / patches;
        }
        return loss;
      };
    }

    private Sums sums(int chunk, double[] point) {
      Sums sums = new Sums(point.length);
      ProbeExamples examples = new ProbeExamples(classes, standardization);
      int start = (int) ((long) images.images() * chunk / CHUNKS);
      int end = (int) ((long) images.images() * (chunk + 1) / CHUNKS);
      for (int i = start; i < end; i++) {
        examples.load(images.image(i));
        sums.loss += layer.loss(point, examples, sums.gradient);
        sums.patches += examples.count();
      }
      return sums;
    }
  }
}
