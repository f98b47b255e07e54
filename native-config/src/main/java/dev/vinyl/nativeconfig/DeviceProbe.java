package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.Platform;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine without starting programs or loading anything native. On Linux it reads
 * {@code /proc}; elsewhere the JVM tells what it knows, which leaves out the instruction sets and
 * NVIDIA's devices.
 */
final class DeviceProbe {
  private static final Logger log = LoggerFactory.getLogger(DeviceProbe.class);

  /** In the order in which a report lists them: x86 first, then ARM. */
  private static final List<String> INSTRUCTIONS =
      List.of(
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_bf16",
          "amx_int8",
          "asimd",
          "asimdhp",
          "asimddp",
          "i8mm",
          "bf16",
          "sve",
          "sve2");

  private static final Pattern DRIVER_VERSION = Pattern.compile("\\s(\\d+\\.\\d+(\\.\\d+)?)\\s");

  private final Path proc;

  DeviceProbe() {
    this(Path.of("/proc"));
  }

  /** A probe that reads another folder in place of {@code /proc}. */
  DeviceProbe(Path proc) {
    this.proc = proc;
  }

  DoctorReport.Machine machine() {
    List<String> cpuInfo = lines(proc.resolve("cpuinfo"));
    Set<String> flags =
        new HashSet<>(
            value(cpuInfo, "flags")
                .or(() -> value(cpuInfo, "Features"))
                .map(line -> List.of(line.split("\\s+")))
                .orElse(List.of()));
    return new DoctorReport.Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Platform.current().name(),
        processor(cpuInfo),
        INSTRUCTIONS.stream().filter(flags::contains).toList(),
        Cores.logical(),
        Cores.physical(),
        memoryBytes());
  }

  /** The version of NVIDIA's kernel driver, if there is one. */
  Optional<String> nvidiaDriver() {
    return lines(proc.resolve("driver/nvidia/version")).stream()
        .filter(line -> line.startsWith("NVRM version"))
        .map(DRIVER_VERSION::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /** NVIDIA's devices, of which the kernel tells no more than the names, in its order. */
  List<DoctorReport.Gpu> nvidiaDevices() {
    List<DoctorReport.Gpu> devices = new ArrayList<>();
    for (Path device : children(proc.resolve("driver/nvidia/gpus"))) {
      devices.add(
          DoctorReport.Gpu.named(
              value(lines(device.resolve("information")), "Model")
                  .orElse(String.valueOf(device.getFileName()))));
    }
    return devices;
  }

  private static @Nullable String processor(List<String> cpuInfo) {
    // Windows tells it in the environment; ARM's cpuinfo and macOS have no name that we can read.
    return value(cpuInfo, "model name").orElseGet(() -> System.getenv("PROCESSOR_IDENTIFIER"));
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : -1;
  }

  /** The value of the first line {@code key : value}. */
  private static Optional<String> value(List<String> lines, String key) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon >= 0 && line.substring(0, colon).strip().equals(key)) {
        return Optional.of(line.substring(colon + 1).strip()).filter(value -> !value.isEmpty());
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file)
          ? Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()
          : List.of();
    } catch (IOException e) {
      log.debug("cannot read {}", file, e);
      return List.of();
    }
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (IOException e) {
      log.debug("cannot list {}", folder, e);
      return List.of();
    }
  }
}
