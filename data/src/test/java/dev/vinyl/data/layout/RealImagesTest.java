package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real photographs for all stages, where the shared folder is there. */
class RealImagesTest {

  @Test
  void scenesHaveSixClasses() throws IOException {
    ImageFolder scenes = ImageFolder.open(shared("scenes"), 1);

    assertThat(scenes.classNames())
        .containsExactly("buildings", "forest", "glacier", "mountain", "sea", "street");
    assertThat(scenes.samples(Split.TRAIN)).hasSize(1500);
    assertThat(scenes.samples(Split.TEST)).hasSize(360);
    assertThat(scenes.load(scenes.samples(Split.TEST).get(359)).width()).isEqualTo(150);
  }

  @Test
  void unlabelledImagesAreFound() throws IOException {
    Path folder = shared("unlabelled");
    UnlabelledImages images = UnlabelledImages.open(folder);
    String[] files = folder.toFile().list((in, name) -> name.endsWith(".jpg"));

    assertThat(images.images()).isSorted().containsExactlyInAnyOrder(files);
    assertThat(images.load(images.images().get(0)).width()).isEqualTo(160);
  }

  @Test
  void petsHave37Breeds() throws IOException {
    PetBreeds breeds = PetBreeds.of(OxfordPets.open(shared("pets")));

    assertThat(breeds.classNames()).hasSize(37).doesNotHaveDuplicates().startsWith("Abyssinian");
    assertThat(breeds.samples(Split.TRAIN)).hasSize(153);
    assertThat(breeds.samples(Split.TEST)).hasSize(51);
  }

  @Test
  void catsAreOfOneBreed() throws IOException {
    OxfordPets cats = OxfordPets.open(shared("cats"));

    assertThatThrownBy(() -> PetBreeds.of(cats)).hasMessageContaining("of one breed, Cat");
  }

  private static Path shared(String name) {
    Path folder =
        Path.of(Optional.ofNullable(System.getProperty("vinyl.shared")).orElse("missing"))
            .resolve("data")
            .resolve(name);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: no photographs in " + folder.toAbsolutePath());
    return folder;
  }
}
