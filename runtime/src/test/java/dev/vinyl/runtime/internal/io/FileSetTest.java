package dev.vinyl.runtime.internal.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSetTest {
  private static final List<String> NAMES = List.of("report.html", "scores.json", "table.csv");

  @TempDir Path folder;

  /** Stands for the process being killed: nothing that comes after it happens. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aNewFolderAppearsWithEverythingInIt() throws IOException {
    Path out = folder.resolve("a/scores");
    FileSet.write(
        out,
        staged -> {
          assertThat(out).doesNotExist();
          put(staged, "new", NAMES);
        });
    assertThat(names(out))
        .containsExactly("SHA256SUMS.txt", "report.html", "scores.json", "table.csv");
    // the sum of "new scores.json" as sha256sum gives it
    assertThat(out.resolve("SHA256SUMS.txt"))
        .content()
        .contains(
            "148675e7e25527835053b38e8dc62fe15dbfd0a6138c124818b0bf8b2fa19dec  scores.json\n");
  }

  @Test
  void aNewSetTakesTheOldOnesPlaceAndNothingElses() throws IOException {
    write("old", List.of("report.html", "scores.json", "extra.parquet", "edited.csv"));
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve("edited.csv"), "by hand");

    write("new", NAMES);

    assertThat(names(folder))
        .containsExactly(
            "SHA256SUMS.txt", "edited.csv", "notes.txt", "report.html", "scores.json", "table.csv");
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
    assertThat(folder.resolve("edited.csv")).hasContent("by hand");
    for (String name : NAMES) {
      assertThat(folder.resolve(name)).hasContent("new " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aRunKilledBetweenTwoFilesNeverLeavesTwoSetsAndSaysThatItIsNotWhole(int moves)
      throws IOException {
    write("old", NAMES);
    AtomicInteger moved = new AtomicInteger();

    assertThatThrownBy(
            () ->
                FileSet.write(
                    folder,
                    staged -> put(staged, "new", NAMES),
                    (from, to) -> {
                      if (moved.getAndIncrement() == moves) {
                        throw new Killed();
                      }
                      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                    }))
        .isInstanceOf(Killed.class);

    List<Path> there = NAMES.stream().map(folder::resolve).filter(Files::exists).toList();
    assertThat(there).hasSize(moves);
    for (Path file : there) {
      assertThat(file).content().startsWith("new ");
      assertThat(FileSet.wrote(file)).isTrue();
    }
    assertThat(folder.resolve("INCOMPLETE")).content().contains("Run the command again");
    assertThat(folder.resolve("SHA256SUMS.txt")).doesNotExist();

    write("newer", NAMES);
    assertThat(names(folder))
        .containsExactly("SHA256SUMS.txt", "report.html", "scores.json", "table.csv");
    for (String name : NAMES) {
      assertThat(folder.resolve(name)).hasContent("newer " + name);
    }
  }

  @Test
  void aSetThatCannotBeWrittenLeavesTheOldOneWhole() throws IOException {
    write("old", NAMES);
    List<String> before = names(folder);

    assertThatThrownBy(
            () ->
                FileSet.write(
                    folder,
                    staged -> {
                      put(staged, "new", NAMES.subList(0, 2));
                      throw new IOException("No space left on device");
                    }))
        .hasMessage(
            "cannot write "
                + folder
                + ": the disk is full; free some space or choose another folder");

    assertThat(names(folder)).isEqualTo(before);
    assertThat(folder.resolve("report.html")).hasContent("old report.html");
  }

  @Test
  void knowsWhatItWroteFromWhatSomebodyPutThere() throws IOException {
    write("old", NAMES);
    Path own = folder.resolve("scores.json");
    Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");
    Path sums = folder.resolve("SHA256SUMS.txt");

    assertThat(FileSet.wrote(own)).isTrue();
    assertThat(FileSet.wrote(sums)).isTrue();
    assertThat(FileSet.wrote(mine)).isFalse();
    assertThat(FileSet.wrote(sums, NAMES)).isTrue();
    assertThat(FileSet.wrote(own, NAMES.subList(1, NAMES.size()))).as("another set's").isFalse();
    assertThat(FileSet.wrote(sums, NAMES.subList(1, NAMES.size()))).as("another set's").isFalse();
    assertThat(FileSet.wrote(folder.resolve("missing.txt"))).isFalse();
    Files.writeString(own, "changed");
    assertThat(FileSet.wrote(own)).isFalse();
    String foreign = "0".repeat(64) + "  notes.txt\n";
    Files.writeString(sums, foreign);
    assertThat(FileSet.wrote(sums)).isFalse();
    Files.write(sums, new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(FileSet.wrote(sums)).isFalse();
  }

  private void write(String content, List<String> names) throws IOException {
    FileSet.write(folder, staged -> put(staged, content, names));
  }

  private static void put(Path staged, String content, List<String> names) throws IOException {
    for (String name : names) {
      AtomicFile.write(
          staged.resolve(name), out -> out.write((content + " " + name).getBytes(UTF_8)));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
