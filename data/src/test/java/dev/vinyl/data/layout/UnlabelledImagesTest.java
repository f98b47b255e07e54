package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.DatasetException;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlabelledImagesTest {
  @TempDir Path temp;
  private DrawnFolder folder;

  @BeforeEach
  void emptyFolder() throws IOException {
    folder = new DrawnFolder(temp.resolve("images"));
  }

  @Test
  void findsImagesHoweverDeepInTheOrderOfTheirPaths() throws IOException {
    folder.with("b.jpg", "a/2.jpg", "a/10.JPEG", "a/x/y/z.jpg", "a b/1.jpg", "Z.jpg", "c.gif");

    UnlabelledImages images = UnlabelledImages.open(folder.root);

    assertThat(images.images())
        .containsExactly(
            "Z.jpg", "a b/1.jpg", "a/10.JPEG", "a/2.jpg", "a/x/y/z.jpg", "b.jpg", "c.gif");
    assertThat(images.name()).isEqualTo("images");
  }

  @Test
  void leavesOutWhatIsHiddenOrNoImage() throws IOException {
    folder.with("a.jpg", "._a.jpg", ".cache/b.jpg", "sub/.hidden.jpg", "notes.txt", "jpg.d/readme");
    Files.createSymbolicLink(folder.root.resolve(".around"), folder.root);

    assertThat(UnlabelledImages.open(folder.root).images()).containsExactly("a.jpg");
  }

  @Test
  void someOfThemAreTheFirstOfASeededOrder() throws Exception {
    String[] names = new String[20];
    Arrays.setAll(names, i -> "sub-%d/%d.jpg".formatted(i % 3, i));
    folder.with(names);
    UnlabelledImages all = UnlabelledImages.open(folder.root);
    Map<String, String> byHash = new TreeMap<>();
    for (String name : names) {
      byte[] text = ("pretrain/7/" + name).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      byHash.put(HexFormat.of().formatHex(hash), name);
    }

    for (int size : new int[] {1, 7, 19, 20}) {
      List<String> chosen = all.subset(size, 7).images();
      assertThat(chosen).isSorted().hasSize(size);
      assertThat(chosen)
          .containsExactlyInAnyOrderElementsOf(byHash.values().stream().limit(size).toList());
    }
    assertThat(all.subset(7, 8).images()).isNotEqualTo(all.subset(7, 7).images());
    assertThat(all.subset(20, 7)).isSameAs(all);
  }

  @Test
  void someOfThemAreWhatAFolderOfThemAloneWouldBe() throws IOException {
    folder.with("a.jpg", "b/c.jpg", "b/d.jpg", "e.jpg", "f.jpg");
    UnlabelledImages all = UnlabelledImages.open(folder.root);
    UnlabelledImages some = all.subset(3, 1);
    Path alone = temp.resolve("alone");
    for (String image : some.images()) {
      Files.createDirectories(alone.resolve(image).getParent());
      Files.copy(folder.root.resolve(image), alone.resolve(image));
    }

    assertThat(some.fingerprint())
        .isEqualTo(UnlabelledImages.open(alone).fingerprint())
        .isNotEqualTo(all.fingerprint());
    assertThat(some.name()).isEqualTo("images");
    assertThat(some.load(some.images().get(0)).width()).isEqualTo(DrawnFolder.SIZE);
  }

  @Test
  void moreThanThereAreIsRefused() throws IOException {
    UnlabelledImages all = UnlabelledImages.open(folder.with("a.jpg", "b.jpg").root);

    assertThatThrownBy(() -> all.subset(3, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("3 images were asked for, but there are 2; ask for fewer");
    assertThatThrownBy(() -> all.subset(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void opensAFolderThatIsHiddenItself() throws IOException {
    DrawnFolder hidden = new DrawnFolder(temp.resolve(".hidden")).with("a.jpg");

    assertThat(UnlabelledImages.open(hidden.root).images()).containsExactly("a.jpg");
  }

  @Test
  void isTheSameFolderBySeveralPaths() throws IOException {
    folder.with("sub/a.jpg");
    Path detour = folder.root.resolve("sub/..");
    Path fromHere = Path.of("").toAbsolutePath().relativize(folder.root);

    for (Path path : new Path[] {detour, fromHere, fromHere.resolve(".")}) {
      UnlabelledImages images = UnlabelledImages.open(path);
      assertThat(images.images()).containsExactly("sub/a.jpg");
      assertThat(images.name()).isEqualTo("images");
      assertThat(images.load("sub/a.jpg").width()).isEqualTo(DrawnFolder.SIZE);
    }
  }

  @Test
  void followsLinks() throws IOException {
    DrawnFolder elsewhere = new DrawnFolder(temp.resolve("elsewhere")).with("x/1.jpg", "2.jpg");
    Files.createSymbolicLink(folder.root.resolve("linked"), elsewhere.root.resolve("x"));
    Files.createSymbolicLink(folder.root.resolve("other.jpg"), elsewhere.root.resolve("2.jpg"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder.root);

    assertThat(UnlabelledImages.open(link).images()).containsExactly("linked/1.jpg", "other.jpg");
  }

  @Test
  void linkThatLeadsInACircleIsNamed() throws IOException {
    folder.with("a.jpg", "sub/b.jpg");
    Path link = Files.createSymbolicLink(folder.root.resolve("sub/up"), folder.root);

    assertOpenFails(folder.root, link + ": is a link to a folder around it; ");
  }

  @Test
  void imageBehindADeadLinkIsMissedWhereItIsRead() throws IOException {
    folder.with("a.jpg");
    Path dead = folder.root.resolve("b.jpg");
    Files.createSymbolicLink(dead, temp.resolve("nowhere.jpg"));
    UnlabelledImages images = UnlabelledImages.open(folder.root);

    assertThat(images.images()).containsExactly("a.jpg", "b.jpg");
    assertThatThrownBy(() -> images.load("b.jpg"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(dead + ": there is no such file");
    assertThatThrownBy(images::fingerprint)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(dead + ": cannot be read (NoSuchFileException); ");
  }

  @Test
  void decodesAImage() throws IOException {
    byte[] pixels = new byte[3 * 5 * 3];
    Arrays.fill(pixels, (byte) 200);
    folder.write("sub/grey.jpg", ImageEncoder.jpeg(new RgbImage(3, 5, pixels)));

    RgbImage image = UnlabelledImages.open(folder.root).load("sub/grey.jpg");

    assertThat(image.width()).isEqualTo(3);
    assertThat(image.height()).isEqualTo(5);
    assertThat(image.get(1, 1, 2)).isBetween(199, 201);
  }

  @Test
  void brokenImageIsNamedWhenItIsLoaded() throws IOException {
    folder.write("a.jpg", new byte[] {1, 2, 3});
    UnlabelledImages images = UnlabelledImages.open(folder.root);

    assertThatThrownBy(() -> images.load("a.jpg"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.root.resolve("a.jpg") + ": is no JPEG");
  }

  @Test
  void fingerprintIsTheDocumentedHash() throws IOException {
    folder.with("b.jpg", "a/2.jpg", "a b/1.jpg");

    assertThat(UnlabelledImages.open(folder.root).fingerprint())
        .isEqualTo(
            DrawnFolder.sha256(
                folder.line("a b/1.jpg") + folder.line("a/2.jpg") + folder.line("b.jpg")));
  }

  @Test
  void refusesAFolderThatIsNotThereOrNone() throws IOException {
    folder.with("a.jpg");

    assertOpenFails(temp.resolve("nowhere"), temp.resolve("nowhere") + ": no such folder; ");
    Path file = folder.root.resolve("a.jpg");
    assertOpenFails(file, file + ": is a file, not a folder; ");
  }

  @Test
  void refusesAFolderWithoutImages() throws IOException {
    folder.write("sub/notes.txt", new byte[0]);

    assertOpenFails(folder.root, folder.root + ": neither it nor the folders in it hold an image");
  }

  @Test
  void refusesANameThatIsNoText() throws IOException {
    Path unreadable = Path.of(URI.create(folder.root.toUri() + "caf%FF.jpg"));
    Files.createFile(unreadable);

    assertOpenFails(folder.root, unreadable + ": the name is no text");
  }

  private static void assertOpenFails(Path root, String message) {
    assertThatThrownBy(() -> UnlabelledImages.open(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }
}
