package dev.vinyl.runtime.internal.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.internal.scores.LogitMap;
import dev.vinyl.runtime.internal.scores.NaiveMasks;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowBlendTest {
  private static final int CLASSES = 3;

  /** Scores [C, h, w] of random numbers for each window. */
  private static List<double[][][]> noise(WindowPlan plan, int height, int width) {
    SplittableRandom random = new SplittableRandom(7);
    List<double[][][]> windows = new ArrayList<>();
    for (int i = 0; i < plan.count(); i++) {
      double[][][] scores = new double[CLASSES][height][width];
      for (double[][] plane : scores) {
        for (double[] row : plane) {
          for (int x = 0; x < width; x++) {
            row[x] = (float) random.nextDouble(-4, 4);
          }
        }
      }
      windows.add(scores);
    }
    return windows;
  }

  private static float[] planes(double[][][] scores) {
    int height = scores[0].length;
    int width = scores[0][0].length;
    float[] planes = new float[CLASSES * height * width];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (float) scores[i / (height * width)][i / width % height][i % width];
    }
    return planes;
  }

  private record Blended(RecordingScores.Map map, PixelScores answer) {}

  private static Blended blend(WindowPlan plan, List<double[][][]> windows) {
    RecordingScores.Map map = new RecordingScores.Map(CLASSES, plan.height(), plan.width());
    WindowBlend blend = new WindowBlend(plan);
    for (double[][][] window : windows) {
      blend.add(
          new RecordingScores(
              map, new LogitMap(CLASSES, window[0].length, window[0][0].length, planes(window))));
    }
    return new Blended(map, blend.result());
  }

  /** A squared sine over the shared pixels, written down once more. */
  private static double weight(int at, int window, int shared) {
    double fromBorder = Math.min(at + 0.5, window - at - 0.5);
    return fromBorder >= shared ? 1 : Math.pow(Math.sin(Math.PI / 2 * fromBorder / shared), 2);
  }

  @ParameterizedTest
  @CsvSource({"12,8", "6,4", "5,7", "24,16"})
  void averagesAsAPlainLoopDoes(int outputHeight, int outputWidth) {
    // windows 12 high and 8 wide that share 3 rows and 2 columns; scores of the same or other size
    WindowPlan plan = WindowPlan.of(25, 19, WindowShape.of(12, 8, 0.25), CLASSES);
    List<double[][][]> windows = noise(plan, outputHeight, outputWidth);

    RecordingScores.Map found = blend(plan, windows).map;

    for (int c = 0; c < CLASSES; c++) {
      for (int y = 0; y < 25; y++) {
        for (int x = 0; x < 19; x++) {
          double sum = 0;
          double weights = 0;
          for (int i = 0; i < plan.count(); i++) {
            CropBox window = plan.window(i);
            int dx = x - window.x();
            int dy = y - window.y();
            if (dx >= 0 && dx < 8 && dy >= 0 && dy < 12) {
              double weight = weight(dx, 8, 2) * weight(dy, 12, 3);
              weights += weight;
              sum += weight * NaiveMasks.logit(windows.get(i), c, dx, dy, 8, 12);
            }
          }
          assertThat(found.get(c, x, y)).isCloseTo((float) (sum / weights), within(2e-5f));
        }
      }
    }
  }

  @Test
  void choosesTheLargestAverageAndKeepsTheMeanConfidence() {
    WindowPlan plan = WindowPlan.of(25, 19, WindowShape.of(12, 8, 0.25), CLASSES);
    Blended blended = blend(plan, noise(plan, 12, 8));

    PixelScores answer = blended.answer;
    PixelScores whole = new LogitMap(CLASSES, 25, 19, blended.map.values());
    double confidence = 0;
    for (int y = 0; y < 25; y += 4) {
      for (int x = 0; x < 19; x += 4) {
        double[] scores = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
          scores[c] = Math.exp(blended.map.get(c, x, y));
        }
        confidence += Arrays.stream(scores).max().orElseThrow() / Arrays.stream(scores).sum();
      }
    }
    assertThat(answer.mask(19, 25).classes()).isEqualTo(whole.mask(19, 25).classes());
    assertThat(answer.confidence()).isCloseTo(confidence / (7 * 5), within(1e-8));
    assertThat(answer.logits()).isEmpty();
    assertThatThrownBy(() -> answer.probabilities(0, 19, 25)).hasMessageContaining("windows");
  }

  @Test
  void windowsThatAgreeLeaveScoresExactlyAsTheyAre() {
    WindowPlan plan = WindowPlan.of(40, 33, WindowShape.of(12, 8, 0.7), CLASSES);
    SplittableRandom random = new SplittableRandom(3);
    float[] image = new float[CLASSES * 40 * 33];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextDouble(-1e3, 1e3);
    }
    List<double[][][]> windows = new ArrayList<>();
    for (int i = 0; i < plan.count(); i++) {
      CropBox at = plan.window(i);
      double[][][] scores = new double[CLASSES][12][8];
      for (int c = 0; c < CLASSES; c++) {
        for (int y = 0; y < 12; y++) {
          for (int x = 0; x < 8; x++) {
            scores[c][y][x] = image[(c * 40 + at.y() + y) * 33 + at.x() + x];
          }
        }
      }
      windows.add(scores);
    }

    assertThat(blend(plan, windows).map.values()).isEqualTo(image);
  }

  @Test
  void stripsGiveTheSameAsTheWholeWidth() {
    // all windows answer alike, because strips ask for those across a cut twice
    WindowPlan whole = WindowPlan.of(25, 61, WindowShape.of(12, 8, 0.25), CLASSES);
    WindowPlan cut = WindowPlan.of(25, 61, WindowShape.of(12, 8, 0.25), CLASSES, 4 * 4 * 12 * 14);
    double[][][] scores = noise(whole, 12, 8).get(0);

    float[] expected = blend(whole, Collections.nCopies(whole.count(), scores)).map.values();
    assertThat(cut.stripCount()).isEqualTo(5);
    assertThat(blend(cut, Collections.nCopies(cut.count(), scores)).map.values())
        .isEqualTo(expected);
  }

  @Test
  void ofClassesTheWindowCountsWhoseMiddleIsNearest() {
    // two windows of 8 that share 4 columns, 4 to 7: the border lies between columns 5 and 6
    WindowBlend blend = new WindowBlend(WindowPlan.of(8, 12, WindowShape.of(8, 8, 0.5), 2));
    blend.add(PixelScores.ofMask(2, new ClassMask(8, 8, new byte[64])));
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 1);
    blend.add(PixelScores.ofMask(2, new ClassMask(8, 8, ones)));

    PixelScores answer = blend.result();
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 12; x++) {
        assertThat(answer.mask(12, 8).get(x, y)).isEqualTo(x < 6 ? 0 : 1);
      }
    }
    assertThatThrownBy(answer::confidence).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void missingAndSuperfluousWindowsAreRefused() {
    WindowBlend blend = new WindowBlend(WindowPlan.of(1, 1, WindowShape.of(8, 8, 0), 2));
    assertThatThrownBy(blend::result).hasMessageContaining("0 of 1");
    PixelScores one = PixelScores.ofMask(2, new ClassMask(1, 1, new byte[1]));
    blend.add(one);
    assertThatThrownBy(() -> blend.add(one)).hasMessageContaining("all 1");
  }
}
