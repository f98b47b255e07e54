package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are stored turned, whose masks may have been drawn on either side of turning. */
class TurnedImagesTest {
  private static final int HALF_TURN = 3;
  private static final int QUARTER_TURN = 6;

  @TempDir Path temp;
  private PetFolder folder;

  @BeforeEach
  void wholeFolder() throws IOException {
    folder = PetFolder.whole(temp.resolve("pets"));
  }

  @Test
  void areListedByTheCheckAndCountedForReaders() throws IOException {
    turned("pug_3", 8, 8, HALF_TURN);
    turned("pug_1", 8, 8, QUARTER_TURN);
    OxfordPets pets = folder.open();

    assertThat(pets.check())
        .extracting(Problem::kind)
        .containsExactly(Problem.Kind.ORIENTATION, Problem.Kind.ORIENTATION);
    assertThat(pets.check().get(0).file()).isEqualTo(folder.imageFile("pug_1"));
    assertThat(pets.check().get(0).text())
        .contains("EXIF orientation 6", "orientation: displayed", "orientation: stored");
    assertThat(pets.doubts(pets.samples(Split.TEST)).orElseThrow())
        .startsWith(folder.root + ": 1 of 2 images are stored turned")
        .contains("pug_3.jpg");
    assertThat(pets.doubts(pets.samples(Split.TEST).subList(0, 1))).isEmpty();
    assertThat(Splits.trainingSubset(pets, 4, 1).doubts(pets.samples(Split.TRAIN))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"displayed", "stored"})
  void areNoDoubtOnceTheSettingSaysHow(String masks) throws IOException {
    turned("pug_3", 8, 8, HALF_TURN);
    Files.writeString(folder.root.resolve("dataset.yaml"), "masks: " + masks + "\n");
    OxfordPets pets = folder.open();

    assertThat(pets.check()).isEmpty();
    assertThat(pets.doubts(pets.samples(Split.TEST))).isEmpty();
  }

  /** The upper half of the stored image is dark. */
  @Test
  void areReadAsStoredOnlyWhereTheMasksWereDrawnSo() throws IOException {
    turned("pug_3", 8, 8, HALF_TURN);
    assertThat(brightnessAbove(folder.open())).isGreaterThan(200);
    String fingerprint = folder.open().fingerprint();

    Files.writeString(folder.root.resolve("dataset.yaml"), "orientation: displayed");
    assertThat(brightnessAbove(folder.open())).isGreaterThan(200);
    assertThat(folder.open().fingerprint()).isEqualTo(fingerprint);

    Files.writeString(folder.root.resolve("dataset.yaml"), "masks: stored");
    assertThat(brightnessAbove(folder.open())).isLessThan(50);
    assertThat(Splits.resplit(folder.open(), 1, 6).fingerprint())
        .as("what is read is another image")
        .isNotEqualTo(fingerprint);
    OxfordPets pets = folder.open();
    PetBreeds breeds = PetBreeds.of(pets);
    assertThat(breeds.load(breeds.samples(Split.TEST).get(1)).get(4, 0, 0)).isLessThan(50);
  }

  private static int brightnessAbove(OxfordPets pets) throws IOException {
    return pets.load(pets.samples(Split.TEST).get(1)).image().get(4, 0, 0);
  }

  @Test
  void sizesThatFitBeforeTurningSaySo() throws IOException {
    turned("pug_3", 8, 6, QUARTER_TURN);
    folder.trimap("pug_3", 8, 6, 1);

    assertSize("has 6 x 8; it fits the image as it is stored, before EXIF orientation 6 turns it");
    Files.writeString(folder.root.resolve("dataset.yaml"), "masks: stored");
    assertThat(folder.open().check()).isEmpty();

    folder.trimap("pug_3", 6, 8, 1);
    assertSize("it fits the upright image (EXIF orientation 6): write orientation: displayed into");
    folder.trimap("pug_3", 7, 8, 1);
    assertSize("make them one size");
  }

  private void assertSize(String message) throws IOException {
    assertThat(folder.open().check())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Problem.Kind.MASK_SIZE);
              assertThat(problem.text()).contains(message);
            });
  }

  @Test
  void settingsThatAreNotUnderstoodAreRefused() throws IOException {
    refused("orientation: sideways", "orientation must be stored or displayed, got sideways");
    refused("mask: stored", "there is no key mask; did you mean masks; known are format, images");
    refused("masks: labels", "the Oxford layout knows its files and classes; only orientation");
    refused("classes: [a, b]", "the Oxford layout knows its files and classes; only orientation");
    refused("masks: stored\nmasks: stored", "line 2: is no YAML: the key masks is there a second");
    refused("[1]", "holds no keys");
  }

  private void refused(String yaml, String message) throws IOException {
    Path file = Files.writeString(folder.root.resolve("dataset.yaml"), yaml);
    assertThatThrownBy(folder::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": " + message);
    assertThat(OxfordPets.check(folder.root))
        .singleElement()
        .extracting(Problem::kind)
        .isEqualTo(Problem.Kind.BAD_SETTINGS);
  }

  @Test
  void emptySettingsSayNothing() throws IOException {
    Files.writeString(folder.root.resolve("dataset.yaml"), "# nothing yet\n");

    assertThat(folder.open().check()).isEmpty();
  }

  private void turned(String id, int width, int height, int orientation) throws IOException {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i < pixels.length / 2 ? 10 : 245);
    }
    byte[] jpeg = ImageEncoder.jpeg(new RgbImage(width, height, pixels));
    Files.write(folder.imageFile(id), withOrientation(jpeg, orientation));
  }

  /** An EXIF block of one entry, after the marker that every JPEG starts with. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    int[] block = {
      0xff,
      0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] turned = new byte[jpeg.length + block.length];
    System.arraycopy(jpeg, 0, turned, 0, 2);
    for (int i = 0; i < block.length; i++) {
      turned[2 + i] = (byte) block[i];
    }
    System.arraycopy(jpeg, 2, turned, 2 + block.length, jpeg.length - 2);
    return turned;
  }
}
