package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
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

    assertThat(pets.samples(Split.TRAIN)).hasSize(153);
    assertThat(pets.samples(Split.TEST)).hasSize(51);
    Sample first = pets.samples(Split.TEST).get(0);
    assertThat(first.id()).isEqualTo("Abyssinian_1");
    assertThat(first.attributes().get("breed")).isEqualTo("Abyssinian");
    assertThat(first.attributes().get("species")).isEqualTo("cat");
    assertThat(pets.samples(Split.TRAIN).stream().map(pets::breedNumber).distinct()).hasSize(37);
  }

  @Test
  void isFoundWithoutFault() throws IOException {
    assertThat(OxfordPets.open(PETS).check()).isEmpty();
  }

  @Test
  void decodesImageAndTarget() throws IOException {
    OxfordPets pets = OxfordPets.open(PETS);
    LabelledImage image = pets.load(pets.samples(Split.TEST).get(0));

    assertThat(image.image().width()).isEqualTo(160);
    assertThat(image.target().height()).isEqualTo(160);
    assertThat(image.target().get(0, 0)).isEqualTo(1);
  }
}
