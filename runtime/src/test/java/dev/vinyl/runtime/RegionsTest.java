package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.Region.Polygon;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.scores.MaskScores;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {
  private static final List<String> NAMES = List.of("ground", "cat", "dog");

  /** An image of rows of '.' (ground), 'c' (cat) and 'd' (dog). */
  private static Segmentation answer(String... rows) {
    byte[] classes = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) ".cd".indexOf(rows[i / rows[0].length()].charAt(i % rows[0].length()));
    }
    return answer(new ClassMask(rows[0].length(), rows.length, classes));
  }

  private static Segmentation answer(ClassMask mask) {
    ImageSource none = ImageSource.of(new byte[0]).named("none");
    MaskScores scores = new MaskScores(mask, NAMES.size());
    return new Segmentation(
        none, NAMES, scores, mask.width(), mask.height(), null, DecodeLimits.defaults());
  }

  private static Polygon polygon(int... coordinates) {
    return new Border(coordinates).toPolygon();
  }

  @Test
  void findsAnLWithAHole() {
    Segmentation answer =
        answer(
            "........", //
            ".ccc....",
            ".c.c....",
            ".ccc....",
            ".cccccc.",
            ".cccccc.",
            "........");

    assertThat(answer.regions("cat"))
        .containsExactly(
            new Region(
                "cat",
                20,
                new CropBox(1, 1, 6, 5),
                polygon(1, 1, 1, 5, 6, 5, 6, 4, 4, 4, 3, 3, 3, 1),
                List.of(polygon(1, 2, 2, 1, 3, 2, 2, 3))));
    assertThat(answer.regions("dog")).isEmpty();
  }

  @Test
  void blobsThatTouchByACornerAreOne() {
    Segmentation answer =
        answer(
            "dd...", //
            "dd...", "..dd.", ".....", "....d");

    assertThat(answer.regions("dog"))
        .containsExactly(
            new Region(
                "dog",
                6,
                new CropBox(0, 0, 4, 3),
                polygon(0, 0, 0, 1, 1, 1, 2, 2, 3, 2, 2, 2, 1, 1, 1, 0),
                List.of()),
            new Region("dog", 1, new CropBox(4, 4, 1, 1), polygon(4, 4), List.of()));
  }

  @Test
  void standFromTheLargestToTheSmallestThenFromTheTopLeft() {
    Segmentation answer =
        answer(
            ".c.d.c", //
            "......", "c.ccc.", "......", "cc....");

    assertThat(answer.regions("cat"))
        .extracting(Region::box)
        .containsExactly(
            new CropBox(2, 2, 3, 1),
            new CropBox(0, 4, 2, 1),
            new CropBox(1, 0, 1, 1),
            new CropBox(5, 0, 1, 1),
            new CropBox(0, 2, 1, 1));
    assertThat(answer.regions("cat", 2)).hasSize(2);
    assertThat(answer.regions("cat", 4)).isEmpty();
  }

  @Test
  void aImageOfOneClassIsOneRegion() {
    Region all = answer("ccc", "ccc").regions("cat").get(0);

    assertThat(all.pixels()).isEqualTo(6);
    assertThat(all.outline()).isEqualTo(polygon(0, 0, 0, 1, 2, 1, 2, 0));
  }

  @Test
  void refusesUnknownClassesAndMinPixelsBelowOne() {
    Segmentation answer = answer("c");

    assertThatThrownBy(() -> answer.regions("cow"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model has no class 'cow', it has [ground, cat, dog]");
    assertThatThrownBy(() -> answer.regions("cat", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minPixels must be at least 1, got 0");
  }

  /** Every component that a flood fill finds, drawn again from its outline and holes. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.35, 0.5, 0.65, 0.9})
  void outlinesAndHolesGiveBackTheComponents(double density) {
    for (int seed = 0; seed < 60; seed++) {
      ClassMask mask = random(seed, density);
      int[] labels = FloodFill.label(mask, 1);
      int components = Arrays.stream(labels).max().orElse(0);

      List<Region> regions = answer(mask).regions("cat");

      assertThat(regions).hasSize(components);
      long count = 0;
      for (Region region : regions) {
        Polygon.Point first = region.outline().points().get(0);
        int label = labels[first.y() * mask.width() + first.x()];
        int[] drawn = Rasteriser.draw(region, mask.width(), mask.height(), label);
        int[] wanted = Arrays.stream(labels).map(l -> l == label ? label : 0).toArray();
        assertThat(drawn).as("seed %d, %s", seed, region).isEqualTo(wanted);
        assertThat(region.pixels()).isEqualTo(Arrays.stream(wanted).filter(l -> l > 0).count());
        assertThat(region.box()).isEqualTo(Rasteriser.box(wanted, mask.width()));
        count += region.pixels();
      }
      double share = (double) count / (mask.width() * mask.height());
      assertThat(answer(mask).fraction("cat")).isEqualTo(share);
    }
  }

  private static ClassMask random(int seed, double density) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = random.nextInt(1, 24);
    int height = random.nextInt(1, 24);
    byte[] classes = new byte[width * height];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) (random.nextDouble() < density ? 1 : 2 * random.nextInt(2));
    }
    return new ClassMask(width, height, classes);
  }
}
