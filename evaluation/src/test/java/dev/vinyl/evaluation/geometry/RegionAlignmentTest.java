package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.grid;
import static dev.vinyl.evaluation.geometry.TestTokens.labels;
import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.evaluation.geometry.EncoderGeometry.RegionAlignment;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SpatialAutocorrelation;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionAlignmentTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.95, 3);

  @Test
  void tokensThatFollowTheRegionsExactlyAreWhollyAligned() {
    PatchTokens tokens = row(token(1, 0), token(2, 0), token(0, 3), token(0, 1));

    RegionAlignment found = alignment(2, new LabelledTokens(tokens, labels("0011")));

    assertThat(found.within().estimate()).isEqualTo(1);
    assertThat(found.across().estimate()).isZero();
    assertThat(found.gap().estimate()).isEqualTo(1);
    assertThat(found.silhouette().estimate()).isEqualTo(1);
    assertThat(found.silhouetteByClass()).hasSize(2).allMatch(s -> s.estimate() == 1);
  }

  @Test
  void aSmallCaseAsCountedByHand() {
    // directions 0, 60 and 90 degrees, then one that is alone; distances 1 - cos
    double third = Math.PI / 3;
    PatchTokens tokens =
        row(token(1, 0), token(Math.cos(third), Math.sin(third)), token(0, 1), token(-1, 0));
    double c01 = 0.5;
    double c02 = 0;
    double c12 = Math.sqrt(3) / 2;
    double c03 = -1;
    double c13 = -0.5;
    double c23 = 0;

    RegionAlignment found = alignment(3, new LabelledTokens(tokens, labels("0012")));

    assertThat(found.within().estimate()).isCloseTo(c01, within(1e-6));
    assertThat(found.across().estimate())
        .isCloseTo((c02 + c12 + c03 + c13 + c23) / 5, within(1e-6));
    // patch 0: own 0.5, nearest 1; patch 1: own 0.5, nearest 1 - c12; patches 2 and 3 are alone
    double first = (1 - 0.5) / 1;
    double second = (1 - c12 - 0.5) / 0.5;
    assertThat(found.silhouette().estimate()).isCloseTo((first + second) / 4, within(1e-6));
    assertThat(found.silhouetteByClass().get(0).estimate())
        .isCloseTo((first + second) / 2, within(1e-6));
    assertThat(found.silhouetteByClass().get(1).estimate()).isZero();
  }

  @Test
  void identicalTokensFollowNothing() {
    PatchTokens same = row(token(1, 1), token(1, 1), token(1, 1), token(1, 1));

    RegionAlignment found = alignment(2, new LabelledTokens(same, labels("0101")));

    assertThat(found.gap().estimate()).isCloseTo(0, within(1e-12));
    assertThat(found.within().estimate()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aImageOfOneRegionHasNoOtherAndIsLeftOutOfThoseMeans() {
    PatchTokens tokens = row(token(1, 0), token(0, 1), token(1, 0));
    LabelledTokens single = new LabelledTokens(tokens, labels("11."));
    LabelledTokens two = new LabelledTokens(tokens, labels("010"));

    RegionAlignment found = alignment(2, single, two);

    assertThat(found.images()).isEqualTo(2);
    assertThat(found.within().estimate()).isEqualTo((0.0 + 1) / 2);
    assertThat(found.across().estimate()).isZero();
    assertThat(found.silhouette().estimate()).isEqualTo((1 + 1 + 0) / 3.0);
    assertThat(alignment(2, single).silhouette().estimate()).isNaN();
    assertThat(alignment(2, single).gap().estimate()).isNaN();
  }

  @Test
  void agreesWithPlainLoopsOverAllPairs() {
    Random random = new Random(4);
    List<LabelledTokens> images = images(random, 15);
    ImageValues within = new ImageValues();
    ImageValues across = new ImageValues();
    ImageValues silhouette = new ImageValues();
    for (LabelledTokens image : images) {
      double[] sums = new double[2];
      int[] pairs = new int[2];
      for (int i = 0; i < 12; i++) {
        for (int j = 0; j < i; j++) {
          int first = label(image, i);
          int second = label(image, j);
          if (first != ClassMask.IGNORE && second != ClassMask.IGNORE) {
            int kind = first == second ? 0 : 1;
            sums[kind] += TestTokens.cosine(image.tokens(), i, j);
            pairs[kind]++;
          }
        }
      }
      within.add(sums[0] / pairs[0]);
      across.add(sums[1] / pairs[1]);
      silhouette.add(naiveSilhouette(image));
    }

    RegionAlignment found = alignment(3, images.toArray(LabelledTokens[]::new));

    assertThat(found.within().estimate()).isCloseTo(within.mean(), within(1e-12));
    assertThat(found.across().estimate()).isCloseTo(across.mean(), within(1e-12));
    assertThat(found.silhouette().estimate()).isCloseTo(silhouette.mean(), within(1e-12));
  }

  private static double naiveSilhouette(LabelledTokens image) {
    double sum = 0;
    int labelled = 0;
    for (int i = 0; i < 12; i++) {
      int own = label(image, i);
      if (own == ClassMask.IGNORE) {
        continue;
      }
      labelled++;
      double a = Double.NaN;
      double b = Double.POSITIVE_INFINITY;
      for (int c = 0; c < 3; c++) {
        double distance = 0;
        int others = 0;
        for (int j = 0; j < 12; j++) {
          if (j != i && label(image, j) == c) {
            distance += 1 - TestTokens.cosine(image.tokens(), i, j);
            others++;
          }
        }
        if (c == own) {
          a = distance / others;
        } else if (others > 0) {
          b = Math.min(b, distance / others);
        }
      }
      sum += Double.isNaN(a) ? 0 : (b - a) / Math.max(a, b);
    }
    return sum / labelled;
  }

  @Test
  void orderChangesNothingAndMergedPartsAreOnePass() {
    List<LabelledTokens> images = images(new Random(6), 24);
    RegionAlignment forwards = accumulate(3, images).result(BOOTSTRAP);
    Collections.shuffle(images, new Random(2));
    AlignmentAccumulator parts = accumulate(3, images.subList(0, 9));
    parts.merge(accumulate(3, images.subList(9, 24)));

    assertThat(parts.result(BOOTSTRAP)).isEqualTo(forwards);
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    PatchTokens tokens = row(token(1, 0), token(0, 1));

    assertThatThrownBy(() -> new LabelledTokens(tokens, labels("0", "1")))
        .hasMessageContaining("1 x 2 patches");
    assertThatThrownBy(() -> alignment(2, new LabelledTokens(tokens, labels("02"))))
        .hasMessageContaining("patch 1 has label 2");
  }

  @Test
  void autocorrelationIsThatOfTheMapsOfTheReferencePatches() {
    PatchTokens first = TestTokens.random(new Random(1), 2, 2, 3);
    PatchTokens second = TestTokens.random(new Random(2), 2, 2, 3);
    // the first image has foreground in patch 1 and border in patch 2, the second neither
    PatchComposition some = PatchComposition.of(labels("10", "21"), 1, 3);
    PatchComposition none = PatchComposition.of(labels("11", "11"), 1, 3);
    AutocorrelationAccumulator maps = new AutocorrelationAccumulator(0, 2);
    maps.add(first, some);
    AutocorrelationAccumulator other = new AutocorrelationAccumulator(0, 2);
    other.add(second, none);
    maps.merge(other);

    SpatialAutocorrelation found = maps.result(BOOTSTRAP);

    assertThat(found.images()).isEqualTo(2);
    assertThat(found.of(ReferencePatch.BACKGROUND_CORNER).estimate())
        .isCloseTo(
            (SimilarityMap.of(first, 0).moransI() + SimilarityMap.of(second, 0).moransI()) / 2,
            within(1e-15));
    assertThat(found.of(ReferencePatch.FOREGROUND).estimate())
        .isEqualTo(SimilarityMap.of(first, 1).moransI());
    assertThat(found.of(ReferencePatch.BORDER).estimate())
        .isEqualTo(SimilarityMap.of(first, 2).moransI());
    assertThatThrownBy(() -> maps.add(grid(1, 2, token(1), token(2)), some))
        .hasMessageContaining("expected 2 x 2");
  }

  @Test
  void intervalsLieAroundTheMeans() {
    RegionAlignment found = accumulate(3, images(new Random(9), 40)).result(BOOTSTRAP);

    for (ConfidenceInterval interval :
        List.of(found.within(), found.across(), found.gap(), found.silhouette())) {
      assertThat(interval.low()).isLessThan(interval.estimate());
      assertThat(interval.high()).isGreaterThan(interval.estimate());
    }
  }

  private static List<LabelledTokens> images(Random random, int n) {
    List<LabelledTokens> images = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      images.add(
          new LabelledTokens(
              TestTokens.random(random, 3, 4, 5), TestTokens.randomLabels(random, 3, 4, 3)));
    }
    return images;
  }

  private static int label(LabelledTokens image, int patch) {
    return image.labels().get(patch % 4, patch / 4);
  }

  private static AlignmentAccumulator accumulate(int classes, List<LabelledTokens> images) {
    AlignmentAccumulator alignments = new AlignmentAccumulator(classes);
    images.forEach(alignments::add);
    return alignments;
  }

  private static RegionAlignment alignment(int classes, LabelledTokens... images) {
    return accumulate(classes, List.of(images)).result(BOOTSTRAP);
  }
}
