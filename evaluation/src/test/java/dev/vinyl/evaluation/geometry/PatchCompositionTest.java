package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.runtime.image.ClassMask;
import org.junit.jupiter.api.Test;

class PatchCompositionTest {
  private static final int PET = 0;
  private static final int BORDER = 2;

  /** Two rows of three patches, 2 x 2 pixels each. */
  private static final PatchComposition PATCHES =
      PatchComposition.of(labels("110000", "110202", "01.122", "10..22"), 2, 3);

  @Test
  void countsThePixelsOfEachPatch() {
    assertThat(PATCHES.rows()).isEqualTo(2);
    assertThat(PATCHES.columns()).isEqualTo(3);
    assertThat(PATCHES.pixels(0, 1)).isEqualTo(4);
    assertThat(PATCHES.pixels(1, PET)).isEqualTo(3);
    assertThat(PATCHES.pixels(1, BORDER)).isEqualTo(1);
    assertThat(PATCHES.share(1, BORDER)).isEqualTo(0.25);
    assertThat(PATCHES.share(4, 1)).isEqualTo(0.25);
    assertThatThrownBy(() -> PATCHES.pixels(6, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theMajorityIsTheLowestOfThoseThatTie() {
    ClassMask majority = PATCHES.majority();

    assertThat(majority.width()).isEqualTo(3);
    assertThat(majority.height()).isEqualTo(2);
    assertThat(majority.classes()).containsExactly(1, 0, 0, 0, 1, 2);
  }

  @Test
  void aPatchThatIsIgnoredAsAWholeHasNoLabel() {
    ClassMask majority = PatchComposition.of(labels("..1.", "...."), 2, 3).majority();

    assertThat(majority.classes()).containsExactly(ClassMask.IGNORE, 1);
  }

  @Test
  void referencePatchesAreThoseOfThePaper() {
    // patches of 25 pixels would be needed for exactly 20 %; these have 10 of 50
    PatchComposition patches =
        PatchComposition.of(
            labels(
                "1111100000000001111122222",
                "1111100000000001111122222",
                "1111100000000001111122222",
                "1111122222000001111122222",
                "1111122222222221111122221"),
            5,
            3);

    assertThat(ReferencePatch.BACKGROUND_CORNER.find(patches, PET, BORDER)).hasValue(0);
    // patch 1 has 15 pet and 10 border; patch 2 has 20 pet and 5 border, which is 20 %
    assertThat(ReferencePatch.FOREGROUND.find(patches, PET, BORDER)).hasValue(2);
    assertThat(ReferencePatch.BORDER.find(patches, PET, BORDER)).hasValue(4);
  }

  @Test
  void aPatchWithMuchBorderIsNoForegroundHoweverMuchPetItHas() {
    PatchComposition patches = PatchComposition.of(labels("0010", "0211"), 2, 3);

    assertThat(ReferencePatch.FOREGROUND.find(patches, PET, BORDER)).hasValue(1);
  }

  @Test
  void withoutPetOrBorderThereIsNoSuchPatch() {
    PatchComposition background = PatchComposition.of(labels("11", "11"), 1, 3);

    assertThat(ReferencePatch.BACKGROUND_CORNER.find(background, PET, BORDER)).hasValue(0);
    assertThat(ReferencePatch.FOREGROUND.find(background, PET, BORDER)).isEmpty();
    assertThat(ReferencePatch.BORDER.find(background, PET, BORDER)).isEmpty();
  }

  @Test
  void refusesAMaskThatCannotBeCut() {
    assertThatThrownBy(() -> PatchComposition.of(labels("000"), 2, 3))
        .hasMessageContaining("3 x 1");
    assertThatThrownBy(() -> PatchComposition.of(labels("03"), 1, 3))
        .hasMessageContaining("pixel (1, 0) has 3");
  }
}
