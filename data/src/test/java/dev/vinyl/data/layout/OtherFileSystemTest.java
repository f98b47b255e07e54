package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets in a file system other than the machine's own: an archive of the JDK's. */
final class OtherFileSystemTest {
  @TempDir private Path temp;

  @Test
  void petsInAnArchiveAreThoseOfTheFolder() throws IOException {
    Path folder = temp.resolve("pets");
    SyntheticPets.write(folder, new SyntheticPets.Spec(12, 32, 3));
    try (FileSystem archive = archive(folder)) {
      SegmentationDataset here = Datasets.open(folder);
      SegmentationDataset there = Datasets.open(archive.getPath("/"));

      assertThat(there.fingerprint()).isEqualTo(here.fingerprint());
      List<Sample> samples = there.samples(Split.TRAIN);
      assertThat(samples).hasSameSizeAs(here.samples(Split.TRAIN)).isNotEmpty();
      for (int i = 0; i < samples.size(); i++) {
        Sample sample = here.samples(Split.TRAIN).get(i);
        assertThat(there.load(samples.get(i)).target().classes())
            .isEqualTo(here.load(sample).target().classes());
        assertThat(there.load(samples.get(i)).image().pixels())
            .isEqualTo(here.load(sample).image().pixels());
      }
    }
  }

  @Test
  void aListNamesFilesOfItsOwnFileSystem() throws IOException {
    PairFolder folder = new PairFolder(temp.resolve("set"));
    folder.image("x/a.png").mask("y/a.png", 0, 1, 0, 1);
    Path local = temp.resolve("set").toAbsolutePath();
    folder.text("train.txt", "%s %s".formatted(local.resolve("x/a.png"), local.resolve("y/a.png")));
    try (FileSystem archive = archive(folder.root)) {
      Sample sample = Datasets.open(archive.getPath("/")).samples(Split.TRAIN).get(0);

      assertThat(sample.image()).isEqualTo(archive.getPath("/x/a.png"));
      assertThat(sample.mask()).isEqualTo(archive.getPath("/y/a.png"));
    }
  }

  private FileSystem archive(Path folder) throws IOException {
    FileSystem archive =
        FileSystems.newFileSystem(temp.resolve("set.zip"), Map.of("create", "true"));
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = archive.getPath("/" + folder.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return archive;
  }
}
