package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.labels;
import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class NearestNeighboursTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

  /** Directions east, north and west, of the classes 0, 1 and 2; lengths mean nothing. */
  private static final LabelledTokens COMPASS =
      new LabelledTokens(row(token(4, 0), token(0, 0.5), token(-1, 0)), labels("012"));

  @Test
  void threePointsVoteAsComputedByHand() {
    // cosines 1, 0, -1, so e^0, e^-1, e^-2 at a temperature of 1
    assertShares(votes(3, 1, COMPASS, token(7, 0)), 0.665241f, 0.244728f, 0.090031f);
    // cosines 0.7071, 0.7071, -0.7071: e^(-1.4142 / 0.07) of a vote for the west
    assertShares(votes(3, 0.07, COMPASS, token(1, 1)), 0.5f, 0.5f, 0f);
    assertShares(votes(2, 1, COMPASS, token(1, 1)), 0.5f, 0.5f, 0f);
  }

  @Test
  void theFirstOfEquallySimilarPatchesCounts() {
    assertShares(votes(1, 1, COMPASS, token(1, 1)), 1, 0, 0);
    assertShares(votes(1, 1, COMPASS, token(-1, 1)), 0, 1, 0);
    LabelledTokens same =
        new LabelledTokens(row(token(1, 0), token(1, 0), token(1, 0)), labels("201"));
    assertShares(votes(2, 1, same, token(1, 0)), 0.5f, 0, 0.5f);
    // the last one takes the place of the second: 1 and e^(0.7071 - 1)
    LabelledTokens later =
        new LabelledTokens(row(token(1, 1), token(1, 1), token(1, 0)), labels("201"));
    assertShares(votes(2, 1, later, token(1, 0)), 0, 0.572704f, 0.427296f);
  }

  @Test
  void allVoteWhereThereAreFewerThanWanted() {
    assertShares(votes(20, 1, COMPASS, token(7, 0)), 0.665241f, 0.244728f, 0.090031f);
  }

  @Test
  void ignoredPatchesAndAbsentClassesHaveNoVote() {
    LabelledTokens ignoring =
        new LabelledTokens(row(token(1, 0), token(0, 1), token(-1, 0)), labels(".1."));
    assertShares(votes(3, 1, ignoring, token(1, 0)), 0, 1, 0);
    LabelledTokens nothing = new LabelledTokens(row(token(1, 0)), labels("."));
    assertShares(votes(3, 1, nothing, token(1, 0)), 0, 0, 0);
  }

  @Test
  void aTokenWithoutLengthIsAsSimilarToAll() {
    assertShares(votes(3, 1, COMPASS, token(0, 0)), 1 / 3f, 1 / 3f, 1 / 3f);
  }

  private static float[] votes(int k, double temperature, LabelledTokens bank, float[] query) {
    return new NearestNeighbours(LabelledTokens.Source.of(List.of(bank)), 3, k, temperature)
        .scores(List.of(row(query)))
        .get(0);
  }

  private static void assertShares(float[] found, float... expected) {
    assertThat(found).hasSize(expected.length);
    for (int c = 0; c < expected.length; c++) {
      assertThat(found[c]).isCloseTo(expected[c], CLOSE);
    }
  }

  @Test
  void aPlainLoopOverAllPairsGivesTheSame() {
    assertPlainLoopGivesTheSame(6, 3, 5, 9);
  }

  /** Of which 256 patches at most are compared at once. */
  @Test
  void aPlainLoopOverManyPatchesGivesTheSame() {
    assertPlainLoopGivesTheSame(2, 17, 20, 720);
  }

  private static void assertPlainLoopGivesTheSame(
      int images, int rows, int columns, int dimension) {
    int classes = 4;
    Random random = new Random(11);
    List<LabelledTokens> bank = new ArrayList<>();
    for (PatchTokens tokens : TestTokens.random(images, rows, columns, dimension, 2)) {
      bank.add(new LabelledTokens(tokens, TestTokens.randomLabels(random, rows, columns, classes)));
    }
    List<PatchTokens> queries = TestTokens.random(4, 3, 5, dimension, 8);
    NearestNeighbours neighbours =
        new NearestNeighbours(LabelledTokens.Source.of(bank), classes, 20, 0.07);

    List<float[]> found = neighbours.scores(queries);

    for (int image = 0; image < queries.size(); image++) {
      for (int patch = 0; patch < 15; patch++) {
        double[] expected = plain(bank, queries.get(image), patch, classes);
        for (int c = 0; c < classes; c++) {
          assertThat((double) found.get(image)[c * 15 + patch])
              .isCloseTo(expected[c], Offset.offset(1e-5));
        }
      }
      assertThat(neighbours.scores(List.of(queries.get(image))).get(0)).isEqualTo(found.get(image));
    }
  }

  private static double[] plain(
      List<LabelledTokens> bank, PatchTokens query, int patch, int classes) {
    List<double[]> pairs = new ArrayList<>(); // similarity, class
    for (LabelledTokens image : bank) {
      int[] labels = image.labels(classes);
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] != ClassMask.IGNORE) {
          pairs.add(new double[] {cosine(query, patch, image.tokens(), i), labels[i]});
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(pair -> -pair[0]));
    double[] votes = new double[classes];
    for (double[] pair : pairs.subList(0, 20)) {
      votes[(int) pair[1]] += Math.exp(pair[0] / 0.07);
    }
    double all = IntStream.range(0, classes).mapToDouble(c -> votes[c]).sum();
    return IntStream.range(0, classes).mapToDouble(c -> votes[c] / all).toArray();
  }

  private static double cosine(PatchTokens first, int i, PatchTokens second, int j) {
    int dimension = first.dimension();
    double product = 0;
    double a = 0;
    double b = 0;
    for (int d = 0; d < dimension; d++) {
      double x = first.values()[i * dimension + d];
      double y = second.values()[j * dimension + d];
      product += x * y;
      a += x * x;
      b += y * y;
    }
    return product / Math.sqrt(a * b);
  }

  @Test
  void otherDimensionsAreRefused() {
    assertThatThrownBy(() -> votes(3, 1, COMPASS, token(1, 0, 0)))
        .hasMessage("expected tokens of dimension 3, got 2");
  }
}
