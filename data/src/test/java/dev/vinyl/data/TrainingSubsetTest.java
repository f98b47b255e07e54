package dev.vinyl.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingSubsetTest {
  @TempDir static Path folder;
  private static OxfordPets pets;

  @BeforeAll
  static void drawPets() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPetsSpec(16, 32, 1));
    pets = OxfordPets.open(folder.resolve("pets"));
  }

  @Test
  void hasFewerImagesToTrainOnAndAllToTestOn() throws IOException {
    TrainingSubset subset = TrainingSubset.of(pets, 5, 3);
    assertThat(subset.samples(Split.TRAINVAL))
        .hasSize(5)
        .doesNotHaveDuplicates()
        .isSubsetOf(pets.samples(Split.TRAINVAL));
    assertThat(subset.samples(Split.TEST)).isEqualTo(pets.samples(Split.TEST));
    assertThat(subset.fingerprint()).isEqualTo(pets.fingerprint());
  }

  @Test
  void smallerSubsetOfOneSeedIsPartOfTheLargerOne() throws IOException {
    List<Sample> larger = TrainingSubset.of(pets, 8, 3).samples(Split.TRAINVAL);
    assertThat(TrainingSubset.of(pets, 5, 3).samples(Split.TRAINVAL))
        .isEqualTo(larger.subList(0, 5));
    assertThat(TrainingSubset.of(pets, 8, 4).samples(Split.TRAINVAL)).isNotEqualTo(larger);
  }

  @Test
  void theRestOfTheShuffleIsLeftOver() throws IOException {
    List<Sample> shuffled = pets.trainingSubset(12, 3);

    assertThat(TrainingSubset.of(pets, 5, 3).validationSamples())
        .isEqualTo(shuffled.subList(5, 12));
    assertThat(TrainingSubset.of(pets, 8, 3).validationSamples())
        .isEqualTo(shuffled.subList(8, 12));
    assertThat(TrainingSubset.of(pets, 12, 3).validationSamples()).isEmpty();
    assertThat(pets.validationSamples()).isEmpty();
  }

  @Test
  void refusesMoreThanThereAre() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> TrainingSubset.of(pets, 13, 3))
        .withMessageContaining("13");
  }
}
