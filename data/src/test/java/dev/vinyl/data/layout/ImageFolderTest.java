package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem.Kind;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path temp;
  private DrawnFolder folder;

  @BeforeEach
  void emptyFolder() throws IOException {
    folder = new DrawnFolder(temp.resolve("scenes"));
  }

  @Test
  void takesTheSplitThatIsThere() throws IOException {
    folder.with("train/sea/2.jpg", "train/sea/10.jpg", "train/Forest/a.png", "train/notes.txt");
    folder.with("test/sea/1.jpg", "test/Forest/b.jpg", "train/sea/.hidden.jpg", "seg_pred/x/1.jpg");

    ImageFolder scenes = ImageFolder.open(folder.root, 1);

    assertThat(scenes.name()).isEqualTo("scenes");
    assertThat(scenes.classNames()).containsExactly("Forest", "sea");
    assertThat(scenes.samples(Split.TRAIN))
        .containsExactly(
            new ClassifiedImage("train/Forest/a.png", file("train/Forest/a.png"), 0),
            new ClassifiedImage("train/sea/10.jpg", file("train/sea/10.jpg"), 1),
            new ClassifiedImage("train/sea/2.jpg", file("train/sea/2.jpg"), 1));
    assertThat(scenes.samples(Split.TEST))
        .extracting(ClassifiedImage::id)
        .containsExactly("test/Forest/b.jpg", "test/sea/1.jpg");
    assertThat(scenes.load(scenes.samples(Split.TEST).get(1)).height()).isEqualTo(DrawnFolder.SIZE);
  }

  @Test
  void scoresOnTestRatherThanOnValidation() throws IOException {
    folder.with("train/a/1.jpg", "train/b/1.jpg", "val/a/2.jpg", "val/b/2.jpg");
    assertThat(testIds(1)).containsExactly("val/a/2.jpg", "val/b/2.jpg");

    folder.with("test/a/3.jpg", "test/b/3.jpg");
    assertThat(testIds(1)).containsExactly("test/a/3.jpg", "test/b/3.jpg");
  }

  @Test
  void trainCanBeAClassAmongOthers() throws IOException {
    folder.withClass("train", 2).withClass("bus", 2);

    assertThat(ImageFolder.open(folder.root, 1).classNames()).containsExactly("bus", "train");
  }

  @Test
  void holdsOutAFifthOfEachClass() throws IOException {
    folder.withClass("many", 14).withClass("few", 2);

    ImageFolder scenes = ImageFolder.open(folder.root, 3);

    assertThat(scenes.samples(Split.TEST))
        .extracting(ClassifiedImage::label)
        .containsExactly(0, 1, 1);
    assertThat(scenes.samples(Split.TRAIN)).hasSize(13);
    assertThat(
            Stream.of(Split.values()).flatMap(split -> scenes.samples(split).stream()).distinct())
        .hasSize(16);
  }

  @Test
  void drawsByTheHashThatIsDocumented() throws IOException {
    folder.withClass("a", 10).withClass("b", 5);
    List<String> byHash =
        IntStream.rangeClosed(1, 10)
            .mapToObj(i -> "a/" + i + ".jpg")
            .sorted((x, y) -> hash(x).compareTo(hash(y)))
            .toList();

    assertThat(testIds(7)).hasSize(3).containsAll(byHash.subList(0, 2));
    assertThat(testIds(7)).isEqualTo(testIds(7));
    assertThat(testIds(8)).isNotEqualTo(testIds(7));
  }

  @Test
  void fingerprintIsTheDocumentedHashWhateverTheSeed() throws IOException {
    folder.with("a/1.jpg", "a/2.jpg", "a b/1.jpg", "a b/2.jpg");
    String expected =
        DrawnFolder.sha256(
            folder.line("a b/1.jpg")
                + folder.line("a b/2.jpg")
                + folder.line("a/1.jpg")
                + folder.line("a/2.jpg"));

    assertThat(ImageFolder.open(folder.root, 1).fingerprint()).isEqualTo(expected);
    assertThat(ImageFolder.open(folder.root, 2).fingerprint()).isEqualTo(expected);
    assertThat(UnlabelledImages.open(folder.root).fingerprint()).isEqualTo(expected);
  }

  @Test
  void fingerprintFollowsTheContent() throws IOException {
    folder.withClass("a", 2).withClass("b", 2);
    String before = ImageFolder.open(folder.root, 1).fingerprint();

    folder.write("b/2.jpg", new byte[] {1});

    assertThat(ImageFolder.open(folder.root, 1).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void refusesAFolderThatIsNotThereOrNone() throws IOException {
    folder.with("a.jpg");

    assertOpenFails(temp.resolve("x"), Kind.MISSING_FOLDER, temp.resolve("x"), "no such folder");
    assertOpenFails(file("a.jpg"), Kind.MISSING_FOLDER, file("a.jpg"), "is a file, not a folder");
  }

  @Test
  void refusesAFolderWithoutClasses() throws IOException {
    folder.with("1.jpg", ".thumbnails/1.jpg");

    assertOpenFails(Kind.TOO_FEW_CLASSES, folder.root, "holds no sub-folder");
  }

  @Test
  void refusesASingleClass() throws IOException {
    folder.withClass("sea", 5);
    assertOpenFails(Kind.TOO_FEW_CLASSES, folder.root, "holds one sub-folder only, sea");

    DrawnFolder divided = new DrawnFolder(temp.resolve("divided"));
    divided.withClass("train/sea", 2).withClass("test/sea", 1);
    assertOpenFails(
        divided.root,
        Kind.TOO_FEW_CLASSES,
        divided.root.resolve("train"),
        "holds one sub-folder only, sea");
  }

  @Test
  void refusesAClassWithoutAImage() throws IOException {
    folder.withClass("sea", 5).with("forest/deeper/1.jpg", "forest/notes.txt");
    assertOpenFails(Kind.TOO_FEW_IMAGES, file("forest"), "a class without an image");

    DrawnFolder divided = new DrawnFolder(temp.resolve("divided"));
    divided.withClass("train/a", 1).withClass("train/b", 1).withClass("test/a", 1);
    Path empty = Files.createDirectories(divided.root.resolve("test/b"));
    assertOpenFails(divided.root, Kind.TOO_FEW_IMAGES, empty, "a class without an image");
  }

  @Test
  void refusesToDivideASingleImage() throws IOException {
    folder.withClass("sea", 5).withClass("forest", 1);

    assertOpenFails(Kind.TOO_FEW_IMAGES, file("forest"), "holds one image");
  }

  @Test
  void refusesAClassThatIsOnlyInOneSplit() throws IOException {
    folder.withClass("train/a", 1).withClass("train/b", 1).withClass("test/a", 1);
    assertOpenFails(Kind.CLASS_IN_ONE_SPLIT, file("test/b"), "no such folder, though the other");

    folder.withClass("test/b", 1).withClass("test/c", 1);
    assertOpenFails(Kind.CLASS_IN_ONE_SPLIT, file("train/c"), "no such folder, though the other");
  }

  private Path file(String path) {
    return folder.root.resolve(path);
  }

  private List<String> testIds(long seed) throws IOException {
    return ImageFolder.open(folder.root, seed).samples(Split.TEST).stream()
        .map(ClassifiedImage::id)
        .toList();
  }

  private static String hash(String id) {
    return DrawnFolder.sha256("split/7/" + id);
  }

  private void assertOpenFails(Kind kind, Path file, String text) {
    assertOpenFails(folder.root, kind, file, text);
  }

  private static void assertOpenFails(Path root, Kind kind, Path file, String text) {
    assertThatThrownBy(() -> ImageFolder.open(root, 1))
        .isInstanceOfSatisfying(
            DatasetException.class,
            failure -> {
              assertThat(failure.problem().kind()).isEqualTo(kind);
              assertThat(failure.problem().file()).isEqualTo(file);
            })
        .hasMessageStartingWith(file + ": " + text)
        .hasMessageContaining("; ")
        .message()
        .doesNotContain("\n");
  }
}
