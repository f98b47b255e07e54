package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitsTest {
  @TempDir static Path folder;
  private static OxfordPets pets;

  @BeforeAll
  static void drawPets() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPets.Spec(16, 32, 1));
    pets = OxfordPets.open(folder.resolve("pets"));
  }

  @Test
  void hasFewerImagesToTrainOnAndAllToTestOn() throws IOException {
    SegmentationDataset subset = Splits.trainingSubset(pets, 5, 3);
    assertThat(subset.samples(Split.TRAIN))
        .hasSize(5)
        .doesNotHaveDuplicates()
        .isSubsetOf(pets.samples(Split.TRAIN));
    assertThat(subset.samples(Split.TEST)).isEqualTo(pets.samples(Split.TEST));
    assertThat(subset.fingerprint()).isEqualTo(pets.fingerprint());
  }

  @Test
  void smallerSubsetOfOneSeedIsPartOfTheLargerOne() throws IOException {
    List<Sample> larger = Splits.trainingSubset(pets, 8, 3).samples(Split.TRAIN);
    assertThat(Splits.trainingSubset(pets, 5, 3).samples(Split.TRAIN))
        .isEqualTo(larger.subList(0, 5));
    assertThat(Splits.trainingSubset(pets, 8, 4).samples(Split.TRAIN)).isNotEqualTo(larger);
  }

  @Test
  void theRestOfTheShuffleIsForValidation() throws IOException {
    List<Sample> shuffled = Splits.trainingSubset(pets, 12, 3).samples(Split.TRAIN);

    assertThat(Splits.trainingSubset(pets, 5, 3).validationSamples())
        .isEqualTo(shuffled.subList(5, 12));
    assertThat(Splits.trainingSubset(pets, 8, 3).validationSamples())
        .isEqualTo(shuffled.subList(8, 12));
    assertThat(Splits.trainingSubset(pets, 12, 3).validationSamples()).isEmpty();
    assertThat(pets.validationSamples()).isEmpty();
  }

  @Test
  void refusesMoreThanThereAre() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Splits.trainingSubset(pets, 13, 3))
        .withMessageContaining("13");
  }
}
