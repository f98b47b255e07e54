package dev.vinyl.runtime.internal.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitMapTest {
  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-5, 5);
    }
    return values;
  }

  private static double[][][] nested(float[] logits, int classes, int height, int width) {
    double[][][] nested = new double[classes][height][width];
    for (int i = 0; i < logits.length; i++) {
      nested[i / (height * width)][i / width % height][i % width] = logits[i];
    }
    return nested;
  }

  @ParameterizedTest
  @CsvSource({
    "3, 7, 5, 23, 31",
    "3, 8, 8, 16, 16",
    "5, 9, 6, 4, 11",
    "2, 1, 1, 3, 2",
    "4, 1, 6, 5, 1"
  })
  void agreesWithNaiveResizing(int classes, int height, int width, int toHeight, int toWidth) {
    float[] logits = random(classes * height * width, 7);

    ClassMask mask = new LogitMap(classes, height, width, logits).mask(toWidth, toHeight);

    double[][][] nested = nested(logits, classes, height, width);
    assertThat(mask.width()).isEqualTo(toWidth);
    assertThat(mask.height()).isEqualTo(toHeight);
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        assertThat(NaiveMasks.wins(nested, mask.get(x, y), x, y, toWidth, toHeight))
            .as("class %d at %d, %d", mask.get(x, y), x, y)
            .isTrue();
      }
    }
  }

  /** Every pixel of the image, from its middle's place in the input of 12 x 8 pixels. */
  @ParameterizedTest
  @CsvSource({
    "LETTERBOX, 0, 30, 7",
    "LETTERBOX, 0, 7, 30",
    "CENTER_CROP, 0, 30, 17",
    "CENTER_CROP, 9, 17, 30",
    "CENTER_CROP, 5, 6, 6",
    "CROP, 0, 23, 5",
    "STRETCH, 0, 23, 31"
  })
  void agreesWithAPlainLoopOverTheImagesPixels(
      Fit fit, int resize, int imageWidth, int imageHeight) {
    float[] logits = random(3 * 4 * 6, 7);
    Placement placement =
        Placement.of(
            PreprocessSpec.unitRange(8, 12, Interpolation.LINEAR).withFit(fit, resize),
            imageWidth,
            imageHeight);
    double across = (double) placement.scaled().width() / imageWidth;
    double down = (double) placement.scaled().height() / imageHeight;

    ClassMask mask = new LogitMap(3, 4, 6, logits).mask(placement);

    double[][][] nested = nested(logits, 3, 4, 6);
    int seen = 0;
    for (int y = 0; y < imageHeight; y++) {
      for (int x = 0; x < imageWidth; x++) {
        double atX = placement.left() + (x + 0.5) * across;
        double atY = placement.top() + (y + 0.5) * down;
        if (atX > 0 && atX <= 12 && atY > 0 && atY <= 8) {
          int found = mask.classes()[seen++];
          double own = shown(nested[found], placement, atX / 2, atY / 2);
          for (double[][] other : nested) {
            assertThat(shown(other, placement, atX / 2, atY / 2)).isLessThanOrEqualTo(own + 1e-5);
          }
        }
      }
    }
    assertThat(seen).isEqualTo(mask.width() * mask.height());
  }

  /** Bilinear between the middles of those cells of 2 x 2 pixels that show the image. */
  private static double shown(double[][] logits, Placement placement, double x, double y) {
    double[] columns = new double[logits[0].length];
    double[] rows = new double[logits.length];
    double left = placement.left() / 2.0;
    double top = placement.top() / 2.0;
    weigh(columns, x, left, left + placement.scaled().width() / 2.0);
    weigh(rows, y, top, top + placement.scaled().height() / 2.0);
    double sum = 0;
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        sum += rows[r] * columns[c] * logits[r][c];
      }
    }
    return sum;
  }

  /** The weight of each cell for a place; what falls on one beyond the image, its neighbour has. */
  private static void weigh(double[] weights, double at, double start, double end) {
    for (int i = -1; i <= weights.length; i++) {
      int cell = i;
      while (cell + 1 <= start || cell < 0) {
        cell++;
      }
      while (cell >= end || cell >= weights.length) {
        cell--;
      }
      weights[cell] += Math.max(0, 1 - Math.abs(at - (i + 0.5)));
    }
  }

  /** A smooth field has large areas of one class, which are not computed pixel by pixel. */
  @ParameterizedTest
  @CsvSource({"20, 30, 97, 61", "20, 30, 30, 20", "20, 30, 7, 11", "20, 30, 60, 10"})
  void agreesWithNaiveResizingWhereClassesFormAreas(
      int height, int width, int toHeight, int toWidth) {
    float[] logits = new float[4 * height * width];
    for (int i = 0; i < logits.length; i++) {
      int c = i / (height * width);
      int x = i % width;
      int y = i / width % height;
      logits[i] = (float) (c * Math.sin(0.2 * x + c) + Math.cos(0.3 * y - c));
    }

    ClassMask mask = new LogitMap(4, height, width, logits).mask(toWidth, toHeight);

    double[][][] nested = nested(logits, 4, height, width);
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        assertThat(NaiveMasks.wins(nested, mask.get(x, y), x, y, toWidth, toHeight))
            .as("class %d at %d, %d", mask.get(x, y), x, y)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 7, 5, 23, 31", "5, 9, 6, 4, 11", "2, 6, 8, 6, 8", "1, 3, 2, 5, 4"})
  void probabilitiesAreTheSoftmaxOfEnlargedLogits(
      int classes, int height, int width, int toHeight, int toWidth) {
    float[] logits = random(classes * height * width, 11);
    LogitMap map = new LogitMap(classes, height, width, logits);
    double[][][] nested = nested(logits, classes, height, width);

    for (int k = 0; k < classes; k++) {
      float[] probabilities = map.probabilities(k, toWidth, toHeight);

      assertThat(probabilities).hasSize(toHeight * toWidth);
      for (int i = 0; i < probabilities.length; i++) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          int x = i % toWidth;
          int y = i / toWidth;
          sum += Math.exp(NaiveMasks.logit(nested, c, x, y, toWidth, toHeight));
        }
        double wanted =
            Math.exp(NaiveMasks.logit(nested, k, i % toWidth, i / toWidth, toWidth, toHeight))
                / sum;
        assertThat((double) probabilities[i]).isCloseTo(wanted, within(1e-5));
      }
    }
  }

  @Test
  void probabilitiesOfExtremeLogitsAreZeroAndOne() {
    LogitMap map = new LogitMap(2, 1, 2, new float[] {-2000, 2000, 2000, -2000});

    assertThat(map.probabilities(0, 2, 1)).containsExactly(0, 1);
    assertThat(map.probabilities(1, 2, 1)).containsExactly(1, 0);
    assertThat(map.confidence()).isEqualTo(1);
  }

  @Test
  void confidenceIsTheMeanOfTheLargestProbability() {
    float log3 = (float) Math.log(3);
    // Pixel 0: 3 : 1 : 1, so 0.6. Pixel 1: 1 : 3 : 9, so 9 / 13.
    float[] logits = {log3, 0, 0, log3, 0, 2 * log3};

    assertThat(new LogitMap(3, 1, 2, logits).confidence())
        .isCloseTo((0.6 + 9.0 / 13) / 2, within(1e-7));
  }

  @Test
  void atTheModelsSizeTakesTheLargestLogitItself() {
    float[] logits = random(4 * 6 * 5, 3);

    ClassMask mask = new LogitMap(4, 6, 5, logits).mask(5, 6);

    for (int i = 0; i < 6 * 5; i++) {
      int best = 0;
      for (int c = 1; c < 4; c++) {
        best = logits[c * 30 + i] > logits[best * 30 + i] ? c : best;
      }
      assertThat(mask.get(i % 5, i / 5)).isEqualTo(best);
    }
  }

  @Test
  void equalLogitsGoToTheLowerClass() {
    ClassMask mask = new LogitMap(3, 1, 2, new float[] {1, 0, 1, 2, 0, 2}).mask(2, 1);

    assertThat(mask.classes()).containsExactly(0, 1);
  }

  @Test
  void refusesLogitsThatAreNoNumbers() {
    for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> PixelScores.ofLogits(2, 1, 2, new float[] {1, 3, -5, none}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("logits must be finite, one is " + none);
    }
  }

  @Test
  void keepsTheHighestClassIndexUnsigned() {
    float[] logits = new float[255];
    logits[254] = 1;

    assertThat(new LogitMap(255, 1, 1, logits).mask(2, 2).get(1, 1)).isEqualTo(254);
  }

  @Test
  void refusesArraysOfAnotherSize() {
    assertThatThrownBy(() -> new LogitMap(2, 2, 2, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 logits are no [2, 2, 2]");
  }
}
