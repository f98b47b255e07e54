package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many cores this JVM may compute on. A physical core that runs two threads at once has one set
 * of units for vectors: a second thread of a matrix product on it makes nothing faster.
 */
final class Cores {
  private static final Logger log = LoggerFactory.getLogger(Cores.class);

  private Cores() {}

  /**
   * Physical cores, at least 1. On Linux those that the process is allowed to run on ({@code
   * Cpus_allowed_list} of {@code /proc/self/status}), processors that share a core ({@code
   * core_cpus_list} below {@code /sys/devices/system/cpu}) counted once; elsewhere, or where these
   * files are missing, the same as {@link #logical()}. Never more than that: where a container is
   * given less time than its cores have, its limit wins.
   */
  static int physical() {
    return physical(Path.of("/proc/self/status"), Path.of("/sys/devices/system/cpu"), logical());
  }

  /**
   * Processors of this JVM as {@link Runtime#availableProcessors()} counts them: hardware threads
   * within the limits of a container and of the process's affinity.
   */
  static int logical() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** As {@link #physical()}, from other files and for another number of processors. */
  static int physical(Path status, Path cpus, int logical) {
    return Math.min(distinct(status, cpus).orElse(logical), logical);
  }

  private static OptionalInt distinct(Path status, Path cpus) {
    try {
      Set<String> cores = new HashSet<>();
      for (int cpu : allowed(status)) {
        Path topology = cpus.resolve("cpu" + cpu + "/topology");
        // Allowed is also what could be plugged in, or is switched off: such have none.
        if (Files.isDirectory(topology)) {
          cores.add(siblings(topology));
        }
      }
      return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
    } catch (IOException | NumberFormatException e) {
      log.debug("physical cores cannot be counted", e);
      return OptionalInt.empty();
    }
  }

  /** All processors of the core, such as {@code 0,64}: the same text for each of them. */
  private static String siblings(Path topology) throws IOException {
    Path list = topology.resolve("core_cpus_list");
    // Its name before Linux 5.7.
    Path older = topology.resolve("thread_siblings_list");
    return read(Files.exists(list) ? list : older).strip();
  }

  private static List<Integer> allowed(Path status) throws IOException {
    return read(status)
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> CpuList.parse(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElse(List.of());
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
