package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose temporaries go, and whose stay, with other processes that live and are killed. */
@Timeout(60)
class TemporaryTest {
  @TempDir Path folder;

  /** Another process that writes a file or a folder and never ends, or one that sweeps. */
  static final class Other {
    private Other() {}

    /** What to do, and where. */
    public static void main(String[] args) throws IOException {
      Path target = Path.of(args[1]);
      switch (args[0]) {
        case "file" ->
            AtomicFile.write(
                target,
                out -> {
                  out.write(new byte[100_000]);
                  wait("writing");
                });
        case "folder" ->
            AtomicFile.fillDirectory(
                target,
                inside ->
                    AtomicFile.write(
                        inside.resolve("state"),
                        out -> {
                          out.write(1);
                          wait("writing");
                        }));
        default -> Temporary.sweep(target);
      }
    }

    private static void wait(String said) throws IOException {
      System.out.println(said);
      System.out.flush();
      assertThat(System.in.read()).isNegative();
    }
  }

  @Test
  void aKilledProcessesFileAndFolderGoWithTheNextWriteAndNotBefore() throws Exception {
    Process file = start("file", folder.resolve("model.onnx"));
    Process tree = start("folder", folder.resolve("epoch-1"));
    for (Process process : List.of(file, tree)) {
      assertThat(process.inputReader().readLine()).isEqualTo("writing");
    }
    assertThat(names()).hasSize(4);

    Temporary.sweep(folder);
    assertThat(names()).as("both live").hasSize(4);

    file.destroyForcibly().waitFor();
    Temporary.sweep(folder);
    assertThat(names()).hasSize(2).allSatisfy(name -> assertThat(name).startsWith(".epoch-1."));

    tree.destroyForcibly().waitFor();
    AtomicFile.write(folder.resolve("other.txt"), out -> out.write(1));
    assertThat(names()).containsExactly("other.txt");
  }

  @Test
  void whatThisProcessWritesStaysWhoeverSweeps() throws IOException {
    Path target = folder.resolve("model.onnx");
    AtomicFile.write(
        target,
        out -> {
          out.write(1);
          Temporary.sweep(folder); // must not let go of the lock either
          Process other = start("sweep", folder);
          try {
            assertThat(other.waitFor(50, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          assertThat(other.exitValue()).isZero();
          assertThat(names()).hasSize(2);
        });
    assertThat(names()).containsExactly("model.onnx");
  }

  @Test
  void whatHasNoLockBesideItIsNobodysToDelete() throws IOException {
    String stem = ".notes.txt.0f8fad5b-d9cb-469f-a165-70867728950e";
    Files.writeString(folder.resolve(stem + ".tmp"), "mine");
    Files.writeString(folder.resolve(".yarn.lck"), "");
    Files.writeString(folder.resolve("notes.tmp"), "mine");

    Temporary.sweep(folder);

    assertThat(names()).containsExactly(stem + ".tmp", ".yarn.lck", "notes.tmp");
  }

  @Test
  void aFolderOfAKilledProcessIsDeletedWithoutFollowingLinks() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.writeString(kept.resolve("file.txt"), "kept");
    String stem = ".epoch-1.0f8fad5b-d9cb-469f-a165-70867728950e";
    Path abandoned = Files.createDirectory(folder.resolve(stem + ".tmp"));
    Files.createSymbolicLink(abandoned.resolve("link"), kept);
    Files.createFile(folder.resolve(stem + ".lck"));

    Temporary.sweep(folder);

    assertThat(names()).containsExactly("kept");
    assertThat(kept.resolve("file.txt")).hasContent("kept");
  }

  private static Process start(String what, Path path) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            what,
            path.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
