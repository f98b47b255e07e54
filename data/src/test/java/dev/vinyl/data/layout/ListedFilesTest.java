package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listed images whose files are called a little differently, and lists from other systems. */
class ListedFilesTest {
  @TempDir Path temp;
  private PetFolder folder;

  @BeforeEach
  void wholeFolder() throws IOException {
    folder = PetFolder.whole(temp.resolve("pets"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pug_3.JPG",
        "pug_3.jpeg",
        "pug_3.JPEG",
        "pug_3.png",
        "pug_3.jfif",
        "pug_3.webp",
        "Pug_3.jpg",
        "PUG_3.Jpeg"
      })
  void theOnlyImageOfTheNameIsFoundWhateverItsEndingAndCase(String name) throws IOException {
    String before = folder.open().fingerprint();
    Path renamed = Files.move(folder.imageFile("pug_3"), folder.root.resolve("images/" + name));
    OxfordPets pets = folder.open();
    Sample pug = pets.samples(Split.TEST).get(1);

    assertThat(pug.id()).isEqualTo("pug_3");
    assertThat(pug.image()).isEqualTo(renamed);
    assertThat(pets.load(pug).image().width()).isEqualTo(PetFolder.SIZE);
    assertThat(pets.check()).isEmpty();
    assertThat(pets.fingerprint()).isEqualTo(before);
  }

  @Test
  void trimapsAreFoundTheSameWay() throws IOException {
    Files.move(folder.trimapFile("pug_3"), folder.root.resolve("annotations/trimaps/PUG_3.PNG"));

    assertThat(folder.open().check()).isEmpty();
  }

  @Test
  void accentsMayBeEncodedInEitherWay() throws IOException {
    folder.list("test.txt", "caf\u00e9_1 2 2 1");
    folder.list("list.txt", "caf\u00e9_1 2 2 1");
    folder.image("cafe\u0301_1", 8, 8);
    folder.trimap("cafe\u0301_1", 8, 8, 1);
    OxfordPets pets = folder.open();

    assertThat(pets.load(pets.samples(Split.TEST).get(0)).image().width()).isEqualTo(8);
  }

  @Test
  void theUsualNameWinsAndIsNobodyElses() throws IOException {
    Files.copy(folder.imageFile("pug_3"), folder.root.resolve("images/pug_3.png"));
    folder.list("test.txt", "Bengal_10 1 1 1", "pug_3 2 2 1", "PUG_3 2 2 1");
    OxfordPets pets = folder.open();

    assertThat(pets.samples(Split.TEST).get(1).image()).isEqualTo(folder.imageFile("pug_3"));
    assertThat(pets.samples(Split.TEST).get(2).image())
        .as("PUG_3 may be pug_3.png, which nobody else has")
        .isEqualTo(folder.root.resolve("images/pug_3.png"));
    Files.delete(folder.root.resolve("images/pug_3.png"));
    assertThat(folder.open().samples(Split.TEST).get(2).image())
        .isEqualTo(folder.imageFile("PUG_3"));
  }

  @Test
  void severalCandidatesAreNamed() throws IOException {
    Files.copy(folder.imageFile("pug_3"), folder.root.resolve("images/pug_3.png"));
    Files.move(folder.imageFile("pug_3"), folder.root.resolve("images/pug_3.JPG"));

    assertMissing("listed but not there; there is pug_3.JPG and pug_3.png: keep one of them");
  }

  @Test
  void aFileInASubFolderIsNamed() throws IOException {
    Path sub = Files.createDirectories(folder.root.resolve("images/dogs/small"));
    Files.move(folder.imageFile("pug_3"), sub.resolve("pug_3.jpeg"));

    assertMissing("; there is dogs/small/pug_3.jpeg: move it out of its folder");
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    Files.move(folder.imageFile("pug_3"), folder.root.resolve("images/pug_3.heic"));

    assertMissing("; there is pug_3.heic: make it pug_3.jpg");
  }

  @Test
  void aListThatGivesEndingsIsNamed() throws IOException {
    folder.list("test.txt", "Bengal_10 1 1 1", "pug_3.jpg 2 2 1");
    OxfordPets pets = folder.open();

    assertThatThrownBy(() -> pets.load(pets.samples(Split.TEST).get(1)))
        .hasMessageEndingWith("there is pug_3.jpg: lists give names without an ending");
  }

  private void assertMissing(String message) throws IOException {
    OxfordPets pets = folder.open();
    assertThatThrownBy(() -> pets.load(pets.samples(Split.TEST).get(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.imageFile("pug_3") + ": ")
        .hasMessageEndingWith(message);
    assertThat(pets.check())
        .singleElement()
        .extracting(Problem::kind)
        .isEqualTo(Problem.Kind.MISSING_IMAGE);
  }

  @Test
  void listsOfOtherSystemsAreRead() throws IOException {
    for (String name : List.of("list.txt", "trainval.txt", "test.txt")) {
      String text = Files.readString(folder.listFile(name)).replace("\n", "  \r\n");
      Files.writeString(folder.listFile(name), "\uFEFF" + text);
    }

    assertThat(folder.open().check()).isEmpty();
    assertThat(folder.open().samples(Split.TEST).get(0).id()).isEqualTo("Bengal_10");
  }

  @Test
  void otherEncodingsAreRefusedWithTheReason() throws IOException {
    Path list = folder.listFile("test.txt");
    String text = Files.readString(list);
    Files.write(list, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(folder::open).hasMessage(list + ": is text in UTF-16; save it as UTF-8");

    Files.write(list, (text + "K\u00e4tzchen_1 1 1 1").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(folder::open)
        .hasMessage(list + ": line 3: the byte 0xe4 is no UTF-8; save the file as UTF-8");
  }

  @Test
  void whatNobodySeesInANameIsWrittenOut() throws IOException {
    folder.list("test.txt", "pug\u200b_3 2 2 1", "Bengal_10\u00a01 1 1");
    assertThatThrownBy(folder::open).hasMessageContaining("line 2 is 'Bengal_10\\u00a01 1 1'");

    folder.list("test.txt", "pug\u200b_3 2 2 1");
    OxfordPets pets = folder.open();
    assertThatThrownBy(() -> pets.load(pets.samples(Split.TEST).get(0)))
        .hasMessageContaining("pug\\u200b_3.jpg: the image is listed but not there");
  }
}
