package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Problem.Kind;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault: found by check, met by open or load, in one line that names the file. */
class BrokenPetsTest {
  @TempDir Path temp;
  private PetFolder folder;

  @BeforeEach
  void wholeFolder() throws IOException {
    folder = PetFolder.whole(temp.resolve("pets"));
  }

  @Test
  void missingFolder() throws IOException {
    Path nowhere = temp.resolve("nowhere");

    assertThatThrownBy(() -> OxfordPets.open(nowhere))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(nowhere + ": no such folder; ");
    assertThat(OxfordPets.check(nowhere))
        .extracting(Problem::kind)
        .containsExactly(Kind.MISSING_FOLDER);
  }

  @Test
  void missingList() throws IOException {
    Files.delete(folder.listFile("test.txt"));

    assertOpenFails(Kind.MISSING_LIST, folder.listFile("test.txt"));
  }

  @Test
  void missingImagesFolder() throws IOException {
    Path empty = Files.createDirectories(temp.resolve("empty"));

    assertThatThrownBy(() -> OxfordPets.open(empty))
        .hasMessageStartingWith(empty.resolve("images") + ": no such folder; ");
    assertThat(OxfordPets.check(empty)).hasSize(5);
  }

  @Test
  void lineThatIsNoEntry() throws IOException {
    folder.list("test.txt", "pug_3 2 2 1", "Bengal_10");

    assertOpenFails(Kind.BAD_LIST, folder.listFile("test.txt"));
    assertThatThrownBy(folder::open).hasMessageContaining("line 2 is 'Bengal_10'");
  }

  @Test
  void nameThatLeadsOutOfTheFolder() throws IOException {
    folder.list("test.txt", "../../secret 2 2 1");

    assertOpenFails(Kind.BAD_LIST, folder.listFile("test.txt"));
  }

  @Test
  void listThatIsNotText() throws IOException {
    Files.write(folder.listFile("test.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

    assertOpenFails(Kind.BAD_LIST, folder.listFile("test.txt"));
  }

  @Test
  void duplicateName() throws IOException {
    folder.list("test.txt", "pug_3 2 2 1", "Bengal_10 1 1 1", "pug_3 2 2 1");

    assertOpenFails(Kind.DUPLICATE_NAME, folder.listFile("test.txt"));
    assertThatThrownBy(folder::open).hasMessageContaining("line 3 names pug_3 a second time");
  }

  @Test
  void nameInBothSplits() throws IOException {
    folder.list("test.txt", "pug_3 2 2 1", "Bengal_10 1 1 1", "pug_1 2 2 1");

    assertOpenFails(Kind.IN_BOTH_SPLITS, folder.listFile("test.txt"));
  }

  @Test
  void splitsWithoutAnyImage() throws IOException {
    folder.list("test.txt");
    folder.list("trainval.txt", "# nothing");

    assertThatThrownBy(folder::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("list no image");
  }

  @Test
  void nameThatTheListOfAllLacks() throws IOException {
    folder.list("list.txt", "Bengal_1 1 1 1", "Bengal_2 1 1 1", "Bengal_10 1 1 1", "pug_1 2 2 1");

    assertThat(folder.open().check())
        .extracting(Problem::kind)
        .containsExactly(Kind.NOT_IN_LIST, Kind.NOT_IN_LIST);
  }

  @Test
  void listedImageThatIsMissing() throws IOException {
    Files.delete(folder.imageFile("pug_3"));

    assertLoadFails(Kind.MISSING_IMAGE, folder.imageFile("pug_3"));
  }

  @Test
  void imageWithoutTrimap() throws IOException {
    Files.delete(folder.trimapFile("pug_3"));

    assertLoadFails(Kind.MISSING_MASK, folder.trimapFile("pug_3"));
  }

  @Test
  void orphansThatNoListNames() throws IOException {
    folder.image("stray_1", 8, 8);
    folder.trimap("stray_2", 8, 8, 1);

    List<Problem> problems = folder.open().check();
    assertThat(problems)
        .extracting(Problem::kind)
        .containsExactly(Kind.MISSING_MASK, Kind.MISSING_IMAGE);
    assertThat(problems)
        .extracting(Problem::file)
        .containsExactly(folder.trimapFile("stray_1"), folder.imageFile("stray_2"));
  }

  @Test
  void trimapValueOutOfRange() throws IOException {
    folder.trimap("pug_3", 8, 8, 4);
    assertLoadFails(Kind.MASK_VALUE, folder.trimapFile("pug_3"));

    folder.trimap("pug_3", 8, 8, 0);
    assertLoadFails(Kind.MASK_VALUE, folder.trimapFile("pug_3"));
  }

  @Test
  void trimapOfAnotherSize() throws IOException {
    folder.trimap("pug_3", 8, 9, 1);

    assertLoadFails(Kind.MASK_SIZE, folder.trimapFile("pug_3"));
  }

  @Test
  void textNamedAsImage() throws IOException {
    Files.writeString(folder.imageFile("pug_3"), "not an image");

    assertLoadFails(Kind.UNREADABLE_IMAGE, folder.imageFile("pug_3"));
  }

  @Test
  void emptyImage() throws IOException {
    Files.write(folder.imageFile("pug_3"), new byte[0]);

    assertLoadFails(Kind.UNREADABLE_IMAGE, folder.imageFile("pug_3"));
  }

  @Test
  void truncatedTrimap() throws IOException {
    byte[] whole = Files.readAllBytes(folder.trimapFile("pug_3"));
    Files.write(folder.trimapFile("pug_3"), Arrays.copyOf(whole, whole.length / 2));

    assertLoadFails(Kind.UNREADABLE_MASK, folder.trimapFile("pug_3"));
  }

  @Test
  void severalFaultsAreAllNamed() throws IOException {
    Files.delete(folder.imageFile("Bengal_1"));
    Files.delete(folder.trimapFile("Bengal_2"));
    folder.trimap("pug_1", 8, 8, 9);
    folder.list("list.txt", "Bengal_1 1 1 1", "Bengal_1 1 1 1");

    assertThat(folder.open().check())
        .extracting(Problem::kind)
        .contains(
            Kind.DUPLICATE_NAME,
            Kind.NOT_IN_LIST,
            Kind.MISSING_IMAGE,
            Kind.MISSING_MASK,
            Kind.MASK_VALUE)
        .hasSize(9);
  }

  @Test
  void fingerprintNamesAMissingFile() throws IOException {
    Files.delete(folder.imageFile("pug_3"));
    OxfordPets pets = folder.open();

    assertThatThrownBy(pets::fingerprint)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.imageFile("pug_3").toString());
  }

  private void assertOpenFails(Kind kind, Path file) throws IOException {
    assertThatThrownBy(folder::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": ")
        .message()
        .doesNotContain("\n");
    assertThat(OxfordPets.check(folder.root))
        .anySatisfy(
            problem -> {
              assertThat(problem.kind()).isEqualTo(kind);
              assertThat(problem.file()).isEqualTo(file);
            });
  }

  private void assertLoadFails(Kind kind, Path file) throws IOException {
    OxfordPets pets = folder.open();
    assertThatThrownBy(() -> pets.load(pets.samples(Split.TEST).get(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": ")
        .message()
        .doesNotContain("\n");
    List<Problem> problems = pets.check();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).kind()).isEqualTo(kind);
    assertThat(problems.get(0).file()).isEqualTo(file);
  }
}
