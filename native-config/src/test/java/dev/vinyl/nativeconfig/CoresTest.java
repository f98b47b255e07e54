package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoresTest {
  @TempDir Path folder;

  /** Four cores of two threads each, as the kernel numbers them on a server: core 0 is 0 and 4. */
  private Path fourCores(String file) throws IOException {
    for (int cpu = 0; cpu < 8; cpu++) {
      Path topology = folder.resolve("cpu" + cpu + "/topology");
      Files.createDirectories(topology);
      Files.writeString(topology.resolve(file), "%d,%d\n".formatted(cpu % 4, cpu % 4 + 4));
    }
    return folder;
  }

  private Path allowed(String cpus) throws IOException {
    return Files.writeString(
        folder.resolve("status"),
        "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t" + cpus + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"core_cpus_list", "thread_siblings_list"})
  void countsTheThreadsOfACoreOnce(String file) throws IOException {
    assertThat(Cores.physical(allowed("0-7"), fourCores(file), 8)).isEqualTo(4);
  }

  @Test
  void countsNoCoreThatTheProcessMayNotRunOn() throws IOException {
    Path cpus = fourCores("core_cpus_list");

    assertThat(Cores.physical(allowed("1-3"), cpus, 3)).isEqualTo(3);
    assertThat(Cores.physical(allowed("2,6"), cpus, 2)).isEqualTo(1);
  }

  @Test
  void countsNoCoreThatIsOnlyPossible() throws IOException {
    assertThat(Cores.physical(allowed("0-127"), fourCores("core_cpus_list"), 8)).isEqualTo(4);
  }

  @Test
  void smallerLimitOfAContainerWins() throws IOException {
    assertThat(Cores.physical(allowed("0-7"), fourCores("core_cpus_list"), 3)).isEqualTo(3);
  }

  @Test
  void takesTheJvmsNumberWhereTheFilesAreMissingOrStrange() throws IOException {
    assertThat(Cores.physical(folder.resolve("none"), folder, 8)).isEqualTo(8);
    assertThat(Cores.physical(allowed("0-7"), folder.resolve("none"), 8)).isEqualTo(8);
    assertThat(Cores.physical(allowed("all"), fourCores("core_cpus_list"), 8)).isEqualTo(8);
    Path withoutLine = Files.writeString(folder.resolve("other"), "Name:\tjava\n");
    assertThat(Cores.physical(withoutLine, folder, 8)).isEqualTo(8);
  }

  @Test
  void thisMachineHasOneAtLeastAndNoMoreThanProcessors() {
    assertThat(Cores.physical()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }

  @Test
  void readsListsAsTheKernelWritesThem() {
    assertThat(CpuList.parse("\t0-2,7,64-65\n")).containsExactly(0, 1, 2, 7, 64, 65);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "3-1", "0-", "0-999999999"})
  void refusesWhatIsNoList(String text) {
    assertThatThrownBy(() -> CpuList.parse(text)).isInstanceOf(NumberFormatException.class);
  }
}
