package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.fixtures.ChildJvm;
import dev.vinyl.training.loop.RunDirectory.Existing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two trainings on one folder. */
final class RunLockTest {
  @TempDir private Path parent;
  private Path folder;
  private String refusal;

  @BeforeEach
  void nameAFolder() {
    folder = parent.resolve("run");
    refusal =
        "cannot train in %s: another training is writing there; wait for its end or choose another folder"
            .formatted(folder);
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void aSecondTrainingOfThisProcessIsRefusedUntilTheFirstEnds(Existing second) throws IOException {
    RunWriter first = begin(Existing.REFUSE);
    Files.writeString(first.directory().metricsFile(), "mine");

    assertThatIOException().isThrownBy(() -> begin(second)).withMessage(refusal);
    assertThat(first.directory().metricsFile()).hasContent("mine");

    first.close();
    first.close();
    begin(second).close();
  }

  @Test
  void theFolderIsTheSameByWhateverNameItIsCalled() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    try (RunWriter first = begin(Existing.REFUSE)) {
      assertThat(first.directory().folder()).exists();
      assertThatIOException()
          .isThrownBy(() -> RunWriter.begin(link, Existing.RESUME, RunDirectoryTest.manifest()))
          .withMessageContaining("another training is writing there");
    }
  }

  @Test
  void aTrainingOfAnotherProcessIsRefusedEvenAfterOneOfThisProcessWas() throws Exception {
    RunWriter first = begin(Existing.REFUSE);
    assertThat(Holder.tryIn(folder)).isEqualTo(refusal);

    assertThatIOException().isThrownBy(() -> begin(Existing.RESUME)).withMessage(refusal);
    assertThat(Holder.tryIn(folder)).isEqualTo(refusal);

    first.close();
    assertThat(Holder.tryIn(folder)).isEqualTo(Holder.BEGUN);
  }

  @Test
  void aKilledProcessHoldsNothing() throws IOException {
    Process holder = Holder.start(folder);
    try (BufferedReader out = holder.inputReader()) {
      assertThat(out.readLine()).isEqualTo(Holder.BEGUN);
      assertThatIOException().isThrownBy(() -> begin(Existing.RESUME)).withMessage(refusal);
    } finally {
      ChildJvm.kill(holder);
    }
    begin(Existing.RESUME).close();
  }

  private RunWriter begin(Existing existing) throws IOException {
    return RunWriter.begin(folder, existing, RunDirectoryTest.manifest());
  }

  /** A process that begins a run, or says why it cannot, and holds it while its input is open. */
  static final class Holder {
    static final String BEGUN = "begun";

    private Holder() {}

    static Process start(Path folder) throws IOException {
      return ChildJvm.small().command(Holder.class, folder.toString()).start();
    }

    /** What such a process says first. */
    static String tryIn(Path folder) throws IOException {
      Process process = start(folder);
      try (BufferedReader out = process.inputReader()) {
        return String.valueOf(out.readLine());
      } finally {
        ChildJvm.kill(process);
      }
    }

    public static void main(String[] args) throws IOException {
      try (RunWriter run =
          RunWriter.begin(Path.of(args[0]), Existing.RESUME, RunDirectoryTest.manifest())) {
        System.out.println(BEGUN);
        int end = System.in.read();
        System.out.println(end + " " + run.directory().folder());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
