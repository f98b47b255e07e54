package dev.vinyl.evaluation.geometry;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Loss and gradient over all patches of some images. The images are cut into chunks, of which
 * several are under way at once in the common pool; their sums are added up in the order of the
 * chunks, so that the result does not depend on the number of threads.
 */
final class ProbeObjective {
  private static final int CHUNKS = 16;

  private final SoftmaxRegression layer;
  private final TokenSource images;
  private final int classes;
  private final Standardization standardization;

  ProbeObjective(
      SoftmaxRegression layer, TokenSource images, int classes, Standardization standardization) {
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
