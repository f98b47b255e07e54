package dev.vinyl.evaluation.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real photographs, where the shared folder is there. */
class RealPetsTest {
  private static final Path PETS =
      Path.of(Optional.ofNullable(System.getProperty("vinyl.shared")).orElse("missing"))
          .resolve("data/pets");

  @BeforeEach
  void needsTheSharedFolder() {
    Assumptions.assumeTrue(
        Files.isDirectory(PETS), "skipped: no photographs in " + PETS.toAbsolutePath());
  }

  @Test
  void hasTheOfficialSplit() throws IOException {
    OxfordPets pets = OxfordPets.open(PETS);

    assertThat(pets.pictures(Split.TRAINVAL)).hasSize(153);
    assertThat(pets.pictures(Split.TEST)).hasSize(51);
    LabelledPicture first = pets.pictures(Split.TEST).get(0);
    assertThat(first.id()).isEqualTo("Abyssinian_1");
    assertThat(first.breedName()).isEqualTo("Abyssinian");
    assertThat(first.species()).isEqualTo(Species.CAT);
    assertThat(pets.pictures(Split.TRAINVAL).stream().map(LabelledPicture::breed).distinct())
        .hasSize(37);
  }

  @Test
  void isFoundWithoutFault() throws IOException {
    assertThat(OxfordPets.open(PETS).check()).isEmpty();
  }

  @Test
  void decodesPictureAndTruth() throws IOException {
    OxfordPets pets = OxfordPets.open(PETS);
    LabelledImage image = pets.load(pets.pictures(Split.TEST).get(0));

    assertThat(image.image().width()).isEqualTo(160);
    assertThat(image.truth().height()).isEqualTo(160);
    assertThat(image.truth().get(0, 0)).isEqualTo(1);
  }
}
