package dev.vinyl.runtime.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFinderTest {
  @TempDir Path folder;

  @Test
  void folderStandsForTheImagesInItByName() throws IOException {
    for (String name :
        List.of("b.JPG", "a.webp", "notes.txt", ".c.jpg", "d.bmp", "e.jpeg", "f.png")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createFile(folder.resolve("h.gif"));
    Files.createDirectory(folder.resolve("g.png"));
    assertThat(ImageFinder.find(List.of(folder)).images())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("a.webp", "b.JPG", "d.bmp", "e.jpeg", "f.png", "h.gif");
  }

  @Test
  void filesStayWhateverTheyAreCalledAndWhetherTheyExist() throws IOException {
    Path missing = folder.resolve("missing.tiff");
    Path there = Files.createFile(folder.resolve("upload"));
    assertThat(ImageFinder.find(List.of(missing, there)).images()).containsExactly(missing, there);
  }

  @Test
  void emptyFolderHasNone() throws IOException {
    assertThat(ImageFinder.find(List.of(folder)).images()).isEmpty();
  }

  @Test
  void saysWhatItPassedOver() throws IOException {
    for (String name :
        List.of("a.jpg", "b.HEIC", "c.heic", "notes.txt", "README", ".hidden", "d.jfif")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("more"));
    Files.createDirectory(folder.resolve(".trash"));
    ImageFinder.Found found = ImageFinder.find(List.of(folder, folder.resolve("e.tiff")));

    assertThat(found.images())
        .containsExactly(
            folder.resolve("a.jpg"), folder.resolve("d.jfif"), folder.resolve("e.tiff"));
    assertThat(found.passedOver().counts())
        .isEqualTo(Map.of(".heic", 2, ".txt", 1, "without ending", 1, "folders", 1));
    assertThat(found.passedOver()).hasToString("2 .heic, 1 .txt, 1 folders, 1 without ending");
  }
}
