package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegendTest {
  private static final int WHITE = 0xffffff;
  private static final Palette PALETTE = Palette.standard();

  @BeforeAll
  static void thisMachineHasFonts() {
    assumeThatCode(
            () -> {
              Graphics2D graphics = new BufferedImage(1, 1, 1).createGraphics();
              graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("x");
            })
        .doesNotThrowAnyException();
  }

  private static RgbImage black(int width, int height) {
    return new RgbImage(width, height, new byte[3 * width * height]);
  }

  /** A mask whose first pixels have these classes and whose others have class 0. */
  private static ClassMask mask(int width, int height, int... first) {
    byte[] classes = Arrays.copyOf(bytes(first), width * height);
    return new ClassMask(width, height, classes);
  }

  /** The classes whose colours fill a square in the strip, line by line. */
  private static List<Integer> swatches(BufferedImage seen, int top) {
    List<Integer> found = new ArrayList<>();
    for (int y = top; y < seen.getHeight() - 4; y++) {
      for (int x = 0; x < seen.getWidth() - 4; x++) {
        int c = classOf(seen.getRGB(x, y) & WHITE);
        if (c >= 0 && !found.contains(c) && isFlat(seen, x, y)) {
          found.add(c);
        }
      }
    }
    return found;
  }

  /** No class for white: the paper has that colour, too. */
  private static int classOf(int rgb) {
    for (int c = 0; c < PALETTE.colors().size(); c++) {
      Palette.Color color = PALETTE.color(c);
      if (rgb != WHITE
          && new Color(rgb).equals(new Color(color.red(), color.green(), color.blue()))) {
        return c;
      }
    }
    return -1;
  }

  private static boolean isFlat(BufferedImage seen, int x, int y) {
    for (int i = 0; i < 16; i++) {
      if (seen.getRGB(x + i % 4, y + i / 4) != seen.getRGB(x, y)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void standsBelowTheImageAndNamesWhatOccursLargestFirst() throws ImageException {
    RgbImage image = black(400, 400);
    int[] first = new int[60_000];
    Arrays.fill(first, 0, 50_000, 4);
    Arrays.fill(first, 50_000, 55_000, 1);
    Arrays.fill(first, 55_000, 60_000, ClassMask.IGNORE);
    ClassMask mask = mask(400, 400, first);

    BufferedImage seen = withLegend(image, mask, List.of("a", "b", "c", "d", "e"));

    assertThat(RgbImage.of(seen.getSubimage(0, 0, 400, 400)).pixels())
        .isEqualTo(Overlay.forViewing(image, mask, PALETTE).pixels());
    assertThat(seen.getWidth()).isEqualTo(400);
    assertThat(seen.getHeight()).isBetween(400 + 13, 400 + 40);
    assertThat(swatches(seen, 400)).containsExactly(0, 4, 1);
  }

  @Test
  void manyClassesWrapAndLongNamesAreCutWithinTheImagesWidth() throws ImageException {
    int[] classes = {0, 1, 3, 4, 5, 6, 7, 8};
    List<String> names = new ArrayList<>(Collections.nCopies(9, "name"));
    names.set(3, "a name of no end ".repeat(1000));
    ClassMask mask = mask(400, 400, classes);

    BufferedImage seen = withLegend(black(400, 400), mask, names);

    assertThat(seen.getWidth()).isEqualTo(400);
    assertThat(seen.getHeight()).isGreaterThan(400 + 3 * 13);
    assertThat(swatches(seen, 400)).hasSize(classes.length);
    for (int y = 400; y < seen.getHeight(); y++) {
      assertThat(seen.getRGB(399, y) & WHITE).isEqualTo(WHITE);
    }
  }

  @Test
  void imageTooNarrowForLettersGetsMorePaper() throws ImageException {
    BufferedImage seen = withLegend(black(2, 4000), mask(2, 4000), List.of("background"));

    assertThat(seen.getWidth()).isBetween(100, 300);
    assertThat(seen.getRGB(seen.getWidth() - 1, 0) & WHITE).isEqualTo(WHITE);
  }

  @Test
  void nothingButIgnoredPixelsNeedsNoLegend() throws ImageException {
    ClassMask mask = new ClassMask(1, 1, bytes(ClassMask.IGNORE));

    assertThat(withLegend(black(1, 1), mask, List.of("a")).getHeight()).isEqualTo(384);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000, < 1 %",
    "10, 1000, 1 %",
    "123, 1000, 12 %",
    "986, 1000, 99 %",
    "999, 1000, > 99 %",
    "1000, 1000, 100 %"
  })
  void sharesAreWholePerCentButNeverClaimNothingOrAll(int part, int all, String text) {
    assertThat(Legend.share(part, all)).isEqualTo(text);
  }

  @Test
  void refusesClassesWithoutNames() {
    ClassMask mask = new ClassMask(1, 1, bytes(3));

    assertThatThrownBy(() -> withLegend(black(1, 1), mask, List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the mask holds class 3 but only 2 classes have names");
  }

  private static BufferedImage withLegend(RgbImage image, ClassMask mask, List<String> names)
      throws ImageException {
    return Overlay.withLegend(ImageSource.of(image), DecodeLimits.defaults(), mask, names, PALETTE);
  }
}
