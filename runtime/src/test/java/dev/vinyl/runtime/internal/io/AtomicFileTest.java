package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void writesAFileAndItsMissingFolders() throws IOException {
    Path target = folder.resolve("a/b/file.txt");
    AtomicFile.write(target, out -> out.write(NEW));
    assertThat(target).hasContent("new");
    assertThat(entries(folder.resolve("a/b"))).containsExactly("file.txt");
  }

  @Test
  void replacesAFileOnlyWhenTheNewOneIsComplete() throws IOException {
    Path target = Files.writeString(folder.resolve("file.txt"), "old");
    AtomicFile.write(
        target,
        out -> {
          out.write(NEW);
          out.flush();
          assertThat(target).hasContent("old");
        });
    assertThat(target).hasContent("new");
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenTheContentFails() throws IOException {
    Path target = Files.writeString(folder.resolve("file.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(NEW);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write "
                + target
                + ": the disk is full; free some space or choose another folder")
        .hasRootCauseMessage("No space left on device");
    assertThat(target).hasContent("old");
    assertThat(entries(folder)).containsExactly("file.txt");
  }

  @Test
  void passesOtherExceptionsOnAndCleansUp() throws IOException {
    Path target = folder.resolve("file.txt");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw new IllegalStateException("closed");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed");
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void allowsTheContentToCloseTheStream() throws IOException {
    Path target = folder.resolve("file.txt");
    AtomicFile.write(
        target,
        out -> {
          out.write(NEW);
          out.close();
        });
    assertThat(target).hasContent("new");
  }

  @Test
  void fillsAFileByItsName() throws IOException {
    Path target = folder.resolve("file.txt");
    AtomicFile.fill(target, path -> Files.write(path, NEW));
    assertThat(target).hasContent("new");
    assertThat(entries(folder)).containsExactly("file.txt");
  }

  @Test
  void saysSoWhenNothingWasWritten() {
    Path target = folder.resolve("file.txt");
    assertThatThrownBy(() -> AtomicFile.fill(target, path -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + target + ": ")
        .hasMessageEndingWith("is missing");
    assertThat(target).doesNotExist();
  }

  @Test
  void saysThatTheThreadWasInterrupted() {
    Path target = folder.resolve("file.txt");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFile.write(target, out -> out.write(NEW)))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot write " + target + ": the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesToWriteAFileOverAFolder() {
    assertThatThrownBy(() -> AtomicFile.write(folder, out -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + folder + ": it is a folder; name a file");
  }

  @Test
  void namesTheFileThatStandsWhereAFolderIsNeeded() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "old");
    Path target = file.resolve("inside.txt");
    assertThatThrownBy(() -> AtomicFile.write(target, out -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + target + ": " + file + " is a file, not a folder");
  }

  @Test
  void writesThroughALinkedFolder() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, real);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Assumptions.abort("skipped: no symbolic links here: " + e.getMessage());
    }
    AtomicFile.write(link.resolve("file.txt"), out -> out.write(NEW));
    assertThat(real.resolve("file.txt")).hasContent("new");
  }

  @Test
  void givesFilesTheUsualPermissions() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual.txt"), "");
    Assumptions.assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"),
        "skipped: no POSIX permissions here");
    Path target = folder.resolve("file.txt");
    AtomicFile.write(target, out -> out.write(NEW));
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(usual))
        .contains(PosixFilePermission.OWNER_READ);
  }

  @Test
  void fillsAFolderWithEverythingInIt() throws IOException {
    Path target = folder.resolve("run/epoch-1");
    AtomicFile.fillDirectory(
        target,
        path -> {
          assertThat(target).doesNotExist();
          Files.createDirectory(path.resolve("inner"));
          Files.write(path.resolve("inner/file.txt"), NEW);
        });
    assertThat(target.resolve("inner/file.txt")).hasContent("new");
    assertThat(entries(folder.resolve("run"))).containsExactly("epoch-1");
  }

  @Test
  void leavesNoFolderWhenFillingItFails() throws IOException {
    Path target = folder.resolve("epoch-1");
    assertThatThrownBy(
            () ->
                AtomicFile.fillDirectory(
                    target,
                    path -> {
                      Files.write(path.resolve("file.txt"), NEW);
                      throw new IOException("two\nlines");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + target + ": two");
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void neverReplacesAFolderThatHoldsSomething() throws IOException {
    Path target = Files.createDirectory(folder.resolve("epoch-1"));
    AtomicFile.fillDirectory(target, path -> Files.write(path.resolve("file.txt"), NEW));
    assertThatThrownBy(() -> AtomicFile.fillDirectory(target, path -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + target + ": it already exists; remove it first");
    assertThat(target.resolve("file.txt")).hasContent("new");
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void folderFailsInOneLineBecauseAFileInItFails() throws IOException {
    Path target = folder.resolve("checkpoint");

    assertThatThrownBy(
            () ->
                AtomicFile.fillDirectory(
                    target,
                    inside ->
                        AtomicFile.write(
                            inside.resolve("state"),
                            out -> {
                              throw new IOException("No space left on device");
                            })))
        .hasMessage(
            "cannot write "
                + target
                + ": the disk is full; free some space or choose another folder");
    assertThat(target).doesNotExist();
  }
}
