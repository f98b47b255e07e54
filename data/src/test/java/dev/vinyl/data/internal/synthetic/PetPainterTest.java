package dev.vinyl.data.internal.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PetPainterTest {

  /** A new hash here means that synthetic sets of one seed are others from now on. */
  @Test
  void drawsTheSamePixelsOnEveryMachine() throws NoSuchAlgorithmException {
    PetPainter painter = new PetPainter(1, 48);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 12; i++) {
      PetPainter.Painting painting = painter.paint(i);
      digest.update(painting.image().pixels());
      digest.update(painting.trimap().classes());
    }

    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("c215d7e99b543e8ba00011e496adf957d26dbc4f9a5b226206c9022ffc99c9d4");
  }

  @Test
  void aLargerDrawingShowsTheSameScene() {
    PetPainter.Painting small = new PetPainter(1, 40).paint(4);
    PetPainter.Painting large = new PetPainter(1, 120).paint(4);
    int agree = 0;
    for (int i = 0; i < 1600; i++) {
      int column = i % 40;
      int row = i / 40;
      agree +=
          small.trimap().get(column, row) == large.trimap().get(3 * column + 1, 3 * row + 1)
              ? 1
              : 0;
    }

    assertThat(agree).isGreaterThan(1500);
  }

  @Test
  void marksAsBorderWhatIsNearTheEdge() {
    boolean[] inside = new boolean[49];
    inside[3 * 7 + 3] = true;
    ClassMask trimap = TrimapMaker.of(inside, 7, 2);

    assertThat(row(trimap, 1)).containsExactly(2, 2, 2, 3, 2, 2, 2);
    assertThat(row(trimap, 2)).containsExactly(2, 2, 3, 3, 3, 2, 2);
    assertThat(row(trimap, 3)).containsExactly(2, 3, 3, 3, 3, 3, 2);
  }

  @Test
  void marksNoBorderAtTheFrame() {
    boolean[] inside = new boolean[25];
    Arrays.fill(inside, true);

    assertThat(row(TrimapMaker.of(inside, 5, 2), 0)).containsOnly(1);
  }

  @Test
  void grainHasMeanZeroAndVarianceOne() {
    double[] values = IntStream.range(0, 20000).mapToDouble(i -> Hash.normal(3, i)).toArray();
    double mean = IntStream.range(0, 20000).mapToDouble(i -> values[i]).average().orElseThrow();
    double square =
        IntStream.range(0, 20000).mapToDouble(i -> values[i] * values[i]).average().orElseThrow();

    assertThat(mean).isBetween(-0.03, 0.03);
    assertThat(square).isBetween(0.96, 1.04);
  }

  @Test
  void distancesAreZeroOnTheOutlineAndNegativeInside() {
    assertThat(Distance.circle(1, 2, 3).at(4, 2)).isZero();
    assertThat(Distance.circle(1, 2, 3).at(1, 2)).isEqualTo(-3);
    assertThat(Distance.circle(1, 2, 3).at(1, 7)).isCloseTo(2, within(1e-12));
    assertThat(Distance.limb(0, 0, 1, 10, 0, 1).at(5, 3)).isEqualTo(2);
    assertThat(Distance.box(0, 0, 2, 1, 0).at(5, 0)).isEqualTo(3);
    assertThat(Distance.box(0, 0, 2, 1, 0).at(0, 0)).isEqualTo(-1);
    assertThat(Distance.circle(3, 0, 1).turned(0, 0, Math.PI / 2).at(0, 3)).isLessThan(-0.99);
  }

  private static int[] row(ClassMask mask, int y) {
    return IntStream.range(0, mask.width()).map(x -> mask.get(x, y)).toArray();
  }
}
