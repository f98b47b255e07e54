package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import dev.vinyl.runtime.image.ClassMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OxfordPetsTest {
  @TempDir Path temp;
  private PetFolder folder;

  @BeforeEach
  void wholeFolder() throws IOException {
    folder = PetFolder.whole(temp.resolve("pets"));
  }

  @Test
  void takesTheSplitsFromTheirLists() throws IOException {
    OxfordPets pets = folder.open();

    assertThat(ids(pets.samples(Split.TRAIN)))
        .containsExactly("Bengal_1", "Bengal_2", "pug_1", "pug_2");
    assertThat(ids(pets.samples(Split.TEST))).containsExactly("Bengal_10", "pug_3");
    assertThat(pets.name()).isEqualTo("pets");
    assertThat(pets.classNames()).containsExactly("pet", "background", "border");
  }

  @Test
  void readsBreedAndSpecies() throws IOException {
    OxfordPets pets = folder.open();
    Sample pug = pets.samples(Split.TEST).get(1);

    assertThat(pets.breedNumber(pug)).isEqualTo(2);
    assertThat(pug.attributes().get("breed")).isEqualTo("pug");
    assertThat(pug.attributes().get("species")).isEqualTo("dog");
    assertThat(pug.image()).isEqualTo(folder.imageFile("pug_3"));
  }

  @Test
  void namesABreedByWhatItsImagesHaveInCommon() throws IOException {
    folder.list("trainval.txt", "great_dane_a_1 7 2 1", "great_dane_b_2 7 2 1", "x_1 8 2 2");
    folder.list("test.txt", "y_1 8 2 2");
    OxfordPets pets = folder.open();

    assertThat(pets.samples(Split.TRAIN).get(0).attributes().get("breed")).isEqualTo("great_dane");
    assertThat(pets.samples(Split.TEST).get(0).attributes().get("breed")).isEqualTo("breed_8");
  }

  @Test
  void ignoresPixelsOf255() throws IOException {
    byte[] values = new byte[PetFolder.SIZE * PetFolder.SIZE];
    Arrays.fill(values, (byte) 3);
    values[5] = (byte) 255;
    folder.trimap("pug_3", new ClassMask(PetFolder.SIZE, PetFolder.SIZE, values));
    OxfordPets pets = folder.open();

    assertThat(pets.check()).isEmpty();
    ClassMask target = pets.load(pets.samples(Split.TEST).get(1)).target();
    assertThat(target.get(4, 0)).isEqualTo(2);
    assertThat(target.get(5, 0)).isEqualTo(ClassMask.IGNORE);
  }

  @Test
  void namesATrimapThatIgnoresEverything() throws IOException {
    folder.trimap("pug_3", PetFolder.SIZE, PetFolder.SIZE, 255);

    assertThat(folder.open().check())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Problem.Kind.MASK_VALUE);
              assertThat(problem.file()).isEqualTo(folder.trimapFile("pug_3"));
              assertThat(problem.text()).contains("every pixel is 255");
            });
  }

  @Test
  void subtractsOneFromTheTrimap() throws IOException {
    byte[] values = new byte[PetFolder.SIZE * PetFolder.SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (1 + i % 3);
    }
    folder.trimap("pug_3", new ClassMask(PetFolder.SIZE, PetFolder.SIZE, values));
    OxfordPets pets = folder.open();
    LabelledImage loaded = pets.load(pets.samples(Split.TEST).get(1));

    assertThat(loaded.target().get(0, 0)).isEqualTo(0);
    assertThat(loaded.target().get(1, 0)).isEqualTo(1);
    assertThat(loaded.target().get(2, 0)).isEqualTo(2);
    assertThat(loaded.image().width()).isEqualTo(PetFolder.SIZE);
  }

  @Test
  void ignoresOtherFilesInTheFolders() throws IOException {
    Files.write(folder.root.resolve("images/Bengal_1.mat"), new byte[9]);
    Files.write(folder.root.resolve("annotations/trimaps/._Bengal_1.png"), new byte[9]);
    Files.write(folder.root.resolve("images/._x.jpg"), new byte[9]);

    assertThat(folder.open().check()).isEmpty();
  }

  @Test
  void splitsAnewFromThePoolOfAllImages() throws IOException {
    SegmentationDataset again = Splits.resplit(folder.open(), 7, 3);

    assertThat(again.samples(Split.TEST)).hasSize(3);
    assertThat(again.samples(Split.TRAIN)).hasSize(3);
    assertThat(
            ids(Stream.of(Split.values()).flatMap(split -> again.samples(split).stream()).toList()))
        .containsExactlyInAnyOrder("Bengal_1", "Bengal_2", "Bengal_10", "pug_1", "pug_2", "pug_3");
  }

  @Test
  void shufflesByTheHashThatIsDocumented() throws IOException {
    List<String> expected =
        new ArrayList<>(List.of("Bengal_1", "Bengal_2", "Bengal_10", "pug_1", "pug_2", "pug_3"));
    expected.sort(
        (a, b) -> DrawnFolder.sha256("split/7/" + a).compareTo(DrawnFolder.sha256("split/7/" + b)));

    assertThat(ids(Splits.resplit(folder.open(), 7, 6).samples(Split.TEST)))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void theOrderOfAListDoesNotChangeTheSplit() throws IOException {
    List<String> before = ids(Splits.resplit(folder.open(), 7, 3).samples(Split.TEST));
    folder.list("trainval.txt", "pug_2 2 2 1", "pug_1 2 2 1", "Bengal_10 1 1 1", "Bengal_1 1 1 1");
    folder.list("test.txt", "pug_3 2 2 1", "Bengal_2 1 1 1");

    assertThat(ids(Splits.resplit(folder.open(), 7, 3).samples(Split.TEST)))
        .containsExactlyElementsOf(before);
  }

  @Test
  void anotherSeedSplitsDifferently() throws IOException {
    OxfordPets pets = folder.open();

    assertThat(ids(Splits.resplit(pets, 1, 6).samples(Split.TEST)))
        .isNotEqualTo(ids(Splits.resplit(pets, 2, 6).samples(Split.TEST)));
  }

  @Test
  void trainingSubsetsAreNestedAndLeaveTheTestAlone() throws IOException {
    SegmentationDataset pets = Splits.resplit(folder.open(), 3, 2);
    List<Sample> four = trained(pets, 4, 9);

    assertThat(trained(pets, 2, 9)).isEqualTo(four.subList(0, 2));
    assertThat(four).doesNotContainAnyElementsOf(pets.samples(Split.TEST));
    assertThat(trained(pets, 4, 10)).containsExactlyInAnyOrderElementsOf(four);
  }

  private static List<Sample> trained(SegmentationDataset pets, int size, long seed)
      throws DatasetException {
    return Splits.trainingSubset(pets, size, seed).samples(Split.TRAIN);
  }

  @Test
  void refusesMoreImagesThanThereAre() throws IOException {
    OxfordPets pets = folder.open();

    assertThatThrownBy(() -> trained(pets, 5, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            folder.root.getFileName()
                + ": 5 images of the train split were asked for, but there are 4; ask for"
                + " fewer");
    assertThatThrownBy(() -> Splits.resplit(pets, 1, 7)).isInstanceOf(DatasetException.class);
    assertThatThrownBy(() -> Splits.resplit(pets, 1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fingerprintIsTheDocumentedHash() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String id : List.of("Bengal_1", "Bengal_10", "Bengal_2", "pug_1", "pug_2", "pug_3")) {
      lines
          .append(id)
          .append(id.startsWith("pug") ? " 2 dog " : " 1 cat ")
          .append(DrawnFolder.sha256(Files.readAllBytes(folder.imageFile(id))))
          .append(' ')
          .append(DrawnFolder.sha256(Files.readAllBytes(folder.trimapFile(id))))
          .append('\n');
    }

    assertThat(folder.open().fingerprint()).isEqualTo(DrawnFolder.sha256(lines.toString()));
  }

  @Test
  void fingerprintFollowsTheContentAndNotTheSplitOrFolder() throws IOException {
    String original = folder.open().fingerprint();

    assertThat(PetFolder.whole(temp.resolve("copy")).open().fingerprint()).isEqualTo(original);
    assertThat(Splits.resplit(folder.open(), 1, 2).fingerprint()).isEqualTo(original);
    folder.trimap("pug_1", PetFolder.SIZE, PetFolder.SIZE, 1);
    assertThat(folder.open().fingerprint()).isNotEqualTo(original);
  }

  private static List<String> ids(List<Sample> images) {
    return images.stream().map(Sample::id).toList();
  }
}
