package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticPetsTest {
  private static final SyntheticPets.Spec SMALL = new SyntheticPets.Spec(24, 48, 5);

  @TempDir Path temp;

  @Test
  void writesAWholeSet() throws IOException {
    SyntheticPets.write(temp, SMALL);
    OxfordPets pets = OxfordPets.open(temp);

    assertThat(pets.check()).isEmpty();
    assertThat(pets.samples(Split.TRAIN)).hasSize(18);
    assertThat(pets.samples(Split.TEST)).hasSize(6);
    assertThat(pets.samples(Split.TEST).stream().map(sample -> sample.attributes().get("breed")))
        .containsExactlyInAnyOrder("Tabby", "Calico", "Smoke", "spotted", "saddleback", "shaggy");
    LabelledImage image = pets.load(pets.samples(Split.TEST).get(0));
    assertThat(image.image().width()).isEqualTo(48);
    assertThat(image.image().height()).isEqualTo(48);
  }

  @Test
  void imagesAreJpegAndTrimapsPng() throws IOException {
    SyntheticPets.write(temp, SMALL);

    assertThat(Files.readAllBytes(temp.resolve("images/Tabby_1.jpg"))).startsWith(0xff, 0xd8, 0xff);
    assertThat(Files.readAllBytes(temp.resolve("annotations/trimaps/Tabby_1.png")))
        .startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void oneSeedGivesTheSameBytesAndAnotherDoesNot() throws IOException {
    SyntheticPets.write(temp.resolve("a"), SMALL);
    SyntheticPets.write(temp.resolve("b"), SMALL);
    SyntheticPets.write(temp.resolve("c"), new SyntheticPets.Spec(24, 48, 6));

    assertThat(hashes(temp.resolve("a"))).isEqualTo(hashes(temp.resolve("b")));
    assertThat(OxfordPets.open(temp.resolve("a")).fingerprint())
        .isNotEqualTo(OxfordPets.open(temp.resolve("c")).fingerprint());
  }

  @Test
  void aLargerSetBeginsWithTheSmaller() throws IOException {
    SyntheticPets.write(temp.resolve("a"), new SyntheticPets.Spec(4, 48, 5));
    SyntheticPets.write(temp.resolve("b"), new SyntheticPets.Spec(8, 48, 5));

    assertThat(hashes(temp.resolve("b"))).containsAllEntriesOf(images(temp.resolve("a")));
  }

  @Test
  void everyImageHasAllThreeClassesAndNotTooMuchOfAny() throws IOException {
    SyntheticPets.write(temp, new SyntheticPets.Spec(60, 64, 9));
    OxfordPets pets = OxfordPets.open(temp);
    for (Split split : Split.values()) {
      for (Sample sample : pets.samples(split)) {
        double[] shares = shares(pets.load(sample));
        assertThat(shares[0]).as("pet in %s", sample.id()).isBetween(0.02, 0.75);
        assertThat(shares[1]).as("background in %s", sample.id()).isBetween(0.15, 0.95);
        assertThat(shares[2]).as("border in %s", sample.id()).isBetween(0.01, 0.4);
      }
    }
  }

  @Test
  void brightnessAloneDoesNotTellPetFromBackground() throws IOException {
    SyntheticPets.write(temp, new SyntheticPets.Spec(60, 64, 9));
    OxfordPets pets = OxfordPets.open(temp);
    int brighter = 0;
    for (Sample sample : pets.samples(Split.TRAIN)) {
      LabelledImage image = pets.load(sample);
      brighter += meanGreen(image, 0) > meanGreen(image, 1) ? 1 : 0;
    }

    assertThat(brighter).isBetween(11, 34); // of 45
  }

  @Test
  void replacesASyntheticSetWithoutLeavingOldImages() throws IOException {
    SyntheticPets.write(temp, SMALL);
    SyntheticPets.write(temp, new SyntheticPets.Spec(6, 48, 1));

    try (Stream<Path> images = Files.list(temp.resolve("images"))) {
      assertThat(images).hasSize(6);
    }
    assertThat(OxfordPets.open(temp).check()).isEmpty();
  }

  @Test
  void refusesAFolderThatHoldsSomethingElse() throws IOException {
    Path photos = PetFolder.whole(temp.resolve("photos")).root;

    assertThatThrownBy(() -> SyntheticPets.write(photos, SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            photos + ": holds something other than a synthetic set; name an empty or new folder");
    assertThat(OxfordPets.open(photos).check()).isEmpty();
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertThatThrownBy(() -> SyntheticPets.write(file, SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ": is a file; name a folder to write to");
  }

  @Test
  void anInterruptedRunIsNoDataSet() throws IOException {
    SyntheticPets.write(temp, SMALL);
    Files.delete(temp.resolve("images/Tabby_1.jpg"));
    Files.createDirectories(temp.resolve("images/Tabby_1.jpg/in-the-way"));

    assertThatThrownBy(() -> SyntheticPets.write(temp, SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot remove " + temp.resolve("images/Tabby_1.jpg") + " (");
    assertThatThrownBy(() -> OxfordPets.open(temp))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("list.txt: no such file");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> new SyntheticPets.Spec(3, 160, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images must be 4..100000, got 3");
    assertThatThrownBy(() -> new SyntheticPets.Spec(4, 31, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size must be 32..1024, got 31");
  }

  @Test
  void testImagesAreAQuarterOfEveryBreed() throws IOException {
    SyntheticPets.write(temp, new SyntheticPets.Spec(96, 32, 2));
    OxfordPets pets = OxfordPets.open(temp);
    List<Sample> test = pets.samples(Split.TEST);
    Map<Integer, Integer> counts = new TreeMap<>();
    test.forEach(sample -> counts.merge(pets.breedNumber(sample), 1, Integer::sum));

    assertThat(counts).isEqualTo(Map.of(1, 4, 2, 4, 3, 4, 4, 4, 5, 4, 6, 4));
    Set<String> training = new HashSet<>();
    OxfordPets.open(temp).samples(Split.TRAIN).forEach(sample -> training.add(sample.id()));
    assertThat(test).noneMatch(sample -> training.contains(sample.id()));
  }

  private static double[] shares(LabelledImage image) {
    double[] shares = new double[3];
    for (byte value : image.target().classes()) {
      shares[value] += 1.0 / image.target().classes().length;
    }
    return shares;
  }

  private static double meanGreen(LabelledImage image, int wanted) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < image.target().classes().length; i++) {
      if (image.target().classes()[i] == wanted) {
        sum += image.image().pixels()[3 * i + 1] & 0xff;
        n++;
      }
    }
    return sum / n;
  }

  private static Map<String, String> images(Path root) throws IOException {
    Map<String, String> hashes = hashes(root);
    hashes.keySet().removeIf(name -> name.endsWith(".txt"));
    return hashes;
  }

  private static Map<String, String> hashes(Path root) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        hashes.put(root.relativize(file).toString(), Sha256.hex(file));
      }
    }
    return hashes;
  }
}
