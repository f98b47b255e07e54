package dev.vinyl.runtime.internal.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.CropBox;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowPlanTest {
  private static List<CropBox> windows(WindowPlan plan) {
    return IntStream.range(0, plan.count()).mapToObj(plan::window).toList();
  }

  @Test
  void movesTheLastWindowsBackIntoTheImage() {
    WindowPlan plan = WindowPlan.of(10, 19, WindowShape.of(8, 8, 0.25), 3);

    assertThat(windows(plan))
        .containsExactly(
            new CropBox(0, 0, 8, 8),
            new CropBox(6, 0, 8, 8),
            new CropBox(11, 0, 8, 8),
            new CropBox(0, 2, 8, 8),
            new CropBox(6, 2, 8, 8),
            new CropBox(11, 2, 8, 8));
  }

  @Test
  void imagesThatFitExactlyNeedNoMovedWindow() {
    assertThat(windows(WindowPlan.of(8, 20, WindowShape.of(8, 8, 0.25), 3)))
        .containsExactly(
            new CropBox(0, 0, 8, 8), new CropBox(6, 0, 8, 8), new CropBox(12, 0, 8, 8));
  }

  @Test
  void smallerImagesAreOneWindowHighOrWide() {
    assertThat(windows(WindowPlan.of(1, 1, WindowShape.of(64, 64, 0.5), 3)))
        .containsExactly(new CropBox(0, 0, 1, 1));
    assertThat(windows(WindowPlan.of(5, 70, WindowShape.of(64, 64, 0.5), 3)))
        .containsExactly(new CropBox(0, 0, 64, 5), new CropBox(6, 0, 64, 5));
  }

  @ParameterizedTest
  @CsvSource({"37,53,8,12,0.25", "64,64,16,16,0", "100,9,16,8,0.9", "33,1000,32,32,0.5"})
  void everyPixelLiesInAWindow(int height, int width, int high, int wide, double overlap) {
    for (int rowBytes : new int[] {1 << 26, 1}) {
      boolean[][] covered = new boolean[height][width];
      for (CropBox window :
          windows(WindowPlan.of(height, width, WindowShape.of(high, wide, overlap), 3, rowBytes))) {
        for (int y = window.y(); y < window.y() + window.height(); y++) {
          for (int x = window.x(); x < window.x() + window.width(); x++) {
            covered[y][x] = true;
          }
        }
      }
      assertThat(List.of(covered)).allSatisfy(row -> assertThat(row).doesNotContain(false));
    }
  }

  @Test
  void cutsWideImagesIntoStripsThatRepeatTheWindowsAcrossACut() {
    // (2 classes + weights) * 4 bytes * 8 rows = 96 bytes a column: 20 columns
    WindowPlan plan = WindowPlan.of(8, 32, WindowShape.of(8, 8, 0.5), 2, 96 * 20);

    assertThat(plan.stripCount()).isEqualTo(2);
    assertThat(plan.widestStrip()).isEqualTo(20);
    assertThat(windows(plan).stream().map(CropBox::x)).containsExactly(0, 4, 8, 12, 16, 16, 20, 24);
  }

  @ParameterizedTest
  @CsvSource({"128,16,0.25", "128,16,0.5", "96,16,0.2", "512,64,0.25", "100,12.5,0.3"})
  void windowsEndWithinTheirNeighboursPatches(int window, double patch, double overlap) {
    double quarter = Math.floor(patch / 4);
    for (int length = 3 * window; length < 4 * window; length++) {
      WindowAxis axis = WindowAxis.of(length, window, overlap, patch);

      assertThat(axis.end(axis.count() - 1)).isEqualTo(length);
      for (int i = 1; i < axis.count(); i++) {
        int apart = axis.start(i) - axis.start(i - 1);
        assertThat(apart).isBetween(1, window);
        assertThat(apart % patch).isBetween(quarter, patch - quarter);
      }
      // no less overlap than was asked for, but for the last one's sake
      assertThat(axis.start(1)).isLessThanOrEqualTo((int) Math.round(window * (1 - overlap)));
    }
  }

  @Test
  void movesWindowsNoFurtherThanPatchesNeed() {
    // 96 is 6 patches; the last would be 52 and so 3.25 patches after the fifth
    assertThat(windows(WindowPlan.of(128, 548, new WindowShape(128, 128, 0.25, 16, 16), 3)))
        .extracting(CropBox::x)
        .containsExactly(0, 92, 184, 276, 368, 420);
    // 384 lies a patch after 368, which is moved so that it is off from both neighbours
    assertThat(windows(WindowPlan.of(128, 512, new WindowShape(128, 128, 0.25, 16, 16), 3)))
        .extracting(CropBox::x)
        .containsExactly(0, 92, 184, 276, 364, 384);
    // windows that touch, and models without patches
    assertThat(WindowAxis.of(1000, 128, 0, 16).step()).isEqualTo(128);
    assertThat(WindowAxis.of(1000, 128, 0.25, 1).step()).isEqualTo(96);
  }

  @Test
  void weightsOfNeighboursSumToOneAndNeverReachZero() {
    WindowAxis axis = WindowAxis.of(20, 8, 0.25, 1);
    float[] weights = axis.smoothWeights();

    // the overlap has 2 pixels: sin^2 at an eighth and three eighths of the circle's half
    assertThat(weights[0]).isCloseTo((float) (0.5 - Math.sqrt(0.5) / 2), within(1e-6f));
    assertThat(weights[1]).isCloseTo((float) (0.5 + Math.sqrt(0.5) / 2), within(1e-6f));
    assertThat(weights[0] + weights[6]).isCloseTo(1, within(1e-6f));
    assertThat(weights[1] + weights[7]).isCloseTo(1, within(1e-6f));
    assertThat(weights[4]).isEqualTo(1);
    assertThat(WindowAxis.of(9000, 8000, 0.5, 1).smoothWeights()[0]).isGreaterThan(0);
  }
}
