package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PetBreedsTest {
  @TempDir Path temp;
  private PetFolder folder;

  @BeforeEach
  void wholeFolder() throws IOException {
    folder = PetFolder.whole(temp.resolve("pets"));
  }

  @Test
  void breedsAreClassesInTheOrderOfTheirNumbers() throws IOException {
    folder.list("trainval.txt", "pug_1 12 2 1", "Bengal_1 30 1 1", "Bengal_2 30 1 1");
    folder.list("test.txt", "Bengal_10 30 1 1", "pug_3 12 2 1");

    PetBreeds breeds = PetBreeds.of(folder.open());

    assertThat(breeds.name()).isEqualTo("pets");
    assertThat(breeds.classNames()).containsExactly("pug", "Bengal");
    assertThat(breeds.samples(Split.TRAIN))
        .containsExactly(
            new ClassifiedImage("pug_1", folder.imageFile("pug_1"), 0),
            new ClassifiedImage("Bengal_1", folder.imageFile("Bengal_1"), 1),
            new ClassifiedImage("Bengal_2", folder.imageFile("Bengal_2"), 1));
    assertThat(breeds.samples(Split.TEST)).extracting(ClassifiedImage::label).containsExactly(1, 0);
  }

  @Test
  void breedThatIsOnlyTestedOnIsAClassToo() throws IOException {
    folder.list("trainval.txt", "Bengal_1 1 1 1", "pug_1 3 2 1");
    folder.list("test.txt", "Persian_1 2 1 1", "pug_3 3 2 1");

    PetBreeds breeds = PetBreeds.of(folder.open());

    assertThat(breeds.classNames()).containsExactly("Bengal", "Persian", "pug");
    assertThat(breeds.samples(Split.TEST)).extracting(ClassifiedImage::label).containsExactly(1, 2);
  }

  @Test
  void classesStayTheSameInEverySplit() throws IOException {
    OxfordPets pets = folder.open();

    for (int testSize : new int[] {0, 3, 6}) {
      assertThat(PetBreeds.of(pets, Splits.resplit(pets, 5, testSize)).classNames())
          .containsExactly("Bengal", "pug");
    }
  }

  @Test
  void breedsOfOneNameAreToldApartByTheirNumbers() throws IOException {
    folder.list("trainval.txt", "cat_1 1 1 1", "cat_2 2 1 2", "pug_1 3 2 1");
    folder.list("test.txt", "cat_3 1 1 1");

    assertThat(PetBreeds.of(folder.open()).classNames()).containsExactly("cat_1", "cat_2", "pug");
  }

  @Test
  void decodesTheImageWithoutItsTrimap() throws IOException {
    Files.delete(folder.trimapFile("pug_3"));
    PetBreeds breeds = PetBreeds.of(folder.open());

    assertThat(breeds.load(breeds.samples(Split.TEST).get(1)).width()).isEqualTo(PetFolder.SIZE);
  }

  @Test
  void missingImageIsNamedWhenItIsLoaded() throws IOException {
    Files.delete(folder.imageFile("pug_3"));
    PetBreeds breeds = PetBreeds.of(folder.open());

    assertThatThrownBy(() -> breeds.load(breeds.samples(Split.TEST).get(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.imageFile("pug_3") + ": there is no such file");
  }

  @Test
  void hasTheFingerprintOfThePets() throws IOException {
    OxfordPets pets = folder.open();

    assertThat(PetBreeds.of(pets).fingerprint()).isEqualTo(pets.fingerprint());
  }

  @Test
  void refusesASingleBreed() throws IOException {
    folder.list("trainval.txt", "Bengal_1 1 1 1", "Bengal_2 1 1 1");
    folder.list("test.txt", "Bengal_10 1 1 1");
    OxfordPets pets = folder.open();

    assertThatThrownBy(() -> PetBreeds.of(pets))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            folder.root
                + ": all images are of one breed, Bengal; give a data set with 2 breeds or more");
  }
}
