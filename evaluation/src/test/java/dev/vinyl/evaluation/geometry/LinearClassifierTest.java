package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.labels;
import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.geometry.LinearClassifier.Training;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class LinearClassifierTest {
  private static final double EPSILON = 1e-8;

  /**
   * Tokens 1 and -1 have the deviation sqrt(2); the gradient of the first class's weight is below
   * 0, and Adam's first step is the rate in the other direction.
   */
  @Test
  void aStepIsTheOneComputedByHand() {
    LabelledTokens image = new LabelledTokens(row(token(1), token(-1)), labels("01"));
    float[] scores =
        new Training(1, 16, 0.1, 0.5, 1)
            .train(LabelledTokens.Source.of(List.of(image)), 2)
            .scores(List.of(row(token(1), token(-3))))
            .get(0);

    float unit = (float) (0.1 / Math.sqrt(2));
    assertThat(scores[0]).isCloseTo(unit, Offset.offset(1e-6f)); // class 0, token 1
    assertThat(scores[1]).isCloseTo(-3 * unit, Offset.offset(1e-6f)); // class 0, token -3
    assertThat(scores[2]).isCloseTo(-unit, Offset.offset(1e-6f));
    assertThat(scores[3]).isCloseTo(3 * unit, Offset.offset(1e-6f));
  }

  /** All images are in each batch, so that their order means nothing. */
  @Test
  void aPlainLoopGivesTheSameLayer() {
    int classes = 3;
    int dimension = 5;
    List<LabelledTokens> images = noise(4, classes, dimension);
    Training training = new Training(6, 4, 0.05, 0.1, 9);
    PatchTokens query = TestTokens.random(1, 2, 3, dimension, 77).get(0);

    float[] found =
        training.train(LabelledTokens.Source.of(images), classes).scores(List.of(query)).get(0);

    double[][] layer = plain(images, classes, dimension, 6, 0.05, 0.1);
    double[] mean = mean(images, dimension);
    double[] deviation = deviation(images, mean);
    for (int c = 0; c < classes; c++) {
      for (int patch = 0; patch < 6; patch++) {
        double logit = layer[c][dimension];
        for (int d = 0; d < dimension; d++) {
          double value = query.values()[patch * dimension + d];
          logit += layer[c][d] * (value - mean[d]) / deviation[d];
        }
        assertThat((double) found[c * 6 + patch]).isCloseTo(logit, Offset.offset(2e-5));
      }
    }
  }

  private static List<LabelledTokens> noise(int images, int classes, int dimension) {
    Random random = new Random(5);
    List<LabelledTokens> all = new ArrayList<>();
    for (PatchTokens tokens : TestTokens.random(images, 2, 3, dimension, 4)) {
      all.add(new LabelledTokens(tokens, TestTokens.randomLabels(random, 2, 3, classes)));
    }
    return all;
  }

  /** Weights and bias of each class, [K, D + 1], by AdamW as PyTorch's documentation has it. */
  private static double[][] plain(
      List<LabelledTokens> images,
      int classes,
      int dimension,
      int steps,
      double rate,
      double decay) {
    double[] mean = mean(images, dimension);
    double[] deviation = deviation(images, mean);
    double[][] layer = new double[classes][dimension + 1];
    double[][] first = new double[classes][dimension + 1];
    double[][] second = new double[classes][dimension + 1];
    for (int step = 0; step < steps; step++) {
      double[][] gradient = new double[classes][dimension + 1];
      int count = 0;
      for (LabelledTokens image : images) {
        for (int patch = 0; patch < image.tokens().patches(); patch++) {
          int label = image.labels(classes)[patch];
          if (label == ClassMask.IGNORE) {
            continue;
          }
          count++;
          double[] x = new double[dimension + 1];
          x[dimension] = 1;
          for (int d = 0; d < dimension; d++) {
            double value = image.tokens().values()[patch * dimension + d];
            x[d] = (value - mean[d]) / deviation[d];
          }
          double[] exp = new double[classes];
          double sum = 0;
          for (int c = 0; c < classes; c++) {
            double logit = 0;
            for (int d = 0; d <= dimension; d++) {
              logit += layer[c][d] * x[d];
            }
            exp[c] = Math.exp(logit);
            sum += exp[c];
          }
          for (int c = 0; c < classes; c++) {
            for (int d = 0; d <= dimension; d++) {
              gradient[c][d] += (exp[c] / sum - (c == label ? 1 : 0)) * x[d];
            }
          }
        }
      }
      double now = rate * (steps - step) / steps;
      for (int c = 0; c < classes; c++) {
        for (int d = 0; d <= dimension; d++) {
          double g = gradient[c][d] / count;
          first[c][d] = 0.9 * first[c][d] + 0.1 * g;
          second[c][d] = 0.999 * second[c][d] + 0.001 * g * g;
          double m = first[c][d] / (1 - Math.pow(0.9, step + 1));
          double v = second[c][d] / (1 - Math.pow(0.999, step + 1));
          layer[c][d] = layer[c][d] * (1 - now * decay) - now * m / (Math.sqrt(v) + EPSILON);
        }
      }
    }
    return layer;
  }

  private static double[] mean(List<LabelledTokens> images, int dimension) {
    double[] mean = new double[dimension];
    int values = images.stream().mapToInt(image -> image.tokens().values().length).sum();
    for (LabelledTokens image : images) {
      for (int i = 0; i < image.tokens().values().length; i++) {
        mean[i % dimension] += image.tokens().values()[i] * dimension / values;
      }
    }
    return mean;
  }

  /** Over all tokens, those of ignored patches too; unbiased. */
  private static double[] deviation(List<LabelledTokens> images, double[] mean) {
    int dimension = mean.length;
    double[] squares = new double[dimension];
    int tokens = 0;
    for (LabelledTokens image : images) {
      tokens += image.tokens().patches();
      for (int i = 0; i < image.tokens().values().length; i++) {
        double apart = image.tokens().values()[i] - mean[i % dimension];
        squares[i % dimension] += apart * apart;
      }
    }
    for (int d = 0; d < dimension; d++) {
      squares[d] = Math.sqrt(squares[d] / (tokens - 1));
    }
    return squares;
  }

  @Test
  void tokensThatALineDividesAreToldApart() {
    Random random = new Random(1);
    List<LabelledTokens> training = divided(random, 20);
    List<LabelledTokens> test = divided(random, 5);

    LinearClassifier layer = Training.standard(1).train(LabelledTokens.Source.of(training), 3);

    for (LabelledTokens image : test) {
      float[] scores = layer.scores(List.of(image.tokens())).get(0);
      int[] labels = image.labels(3);
      for (int patch = 0; patch < labels.length; patch++) {
        if (labels[patch] != ClassMask.IGNORE) {
          int other = 1 - labels[patch];
          assertThat(scores[labels[patch] * 12 + patch]).isGreaterThan(scores[other * 12 + patch]);
          assertThat(scores[labels[patch] * 12 + patch]).isGreaterThan(scores[2 * 12 + patch]);
        }
      }
    }
  }

  /** Class 0 where x + 2 y is below 10, class 1 above, with a gap; no class 2. */
  private static List<LabelledTokens> divided(Random random, int images) {
    List<LabelledTokens> all = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] values = new float[3 * 4 * 2];
      byte[] classes = new byte[12];
      for (int patch = 0; patch < 12; patch++) {
        classes[patch] = (byte) random.nextInt(2);
        double y = random.nextGaussian();
        double apart = (classes[patch] == 0 ? -1 : 1) * (1 + random.nextDouble());
        values[2 * patch] = (float) (10 - 2 * y + apart);
        values[2 * patch + 1] = (float) y;
      }
      classes[random.nextInt(12)] = (byte) ClassMask.IGNORE;
      all.add(new LabelledTokens(new PatchTokens(3, 4, 2, values), new ClassMask(4, 3, classes)));
    }
    return all;
  }

  @Test
  void theSameSeedGivesTheSameLayerAndAnotherSeedAnother() {
    List<LabelledTokens> images = noise(9, 3, 5);
    PatchTokens query = images.get(0).tokens();

    float[] first = scores(images, query, 1);

    assertThat(scores(images, query, 1)).isEqualTo(first);
    assertThat(scores(images, query, 2)).isNotEqualTo(first);
  }

  private static float[] scores(List<LabelledTokens> images, PatchTokens query, long seed) {
    return new Training(7, 2, 0.1, 0, seed)
        .train(LabelledTokens.Source.of(images), 3)
        .scores(List.of(query))
        .get(0);
  }
}
