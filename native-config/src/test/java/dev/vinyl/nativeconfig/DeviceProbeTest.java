package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceProbeTest {
  @TempDir Path proc;

  private void write(String file, String text) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void readsModelAndInstructionSetsOfX86() throws IOException {
    write(
        "cpuinfo",
        """
        processor\t: 0
        model\t\t: 85
        model name\t: Some Processor @ 2.00GHz
        flags\t\t: fpu avx512f sse4_2 avx2 fma avx hypervisor

        processor\t: 1
        model name\t: Some Processor @ 2.00GHz
        """);

    DoctorReport.Machine machine = new DeviceProbe(proc).machine();

    assertThat(machine.processor()).isEqualTo("Some Processor @ 2.00GHz");
    assertThat(machine.instructions()).containsExactly("sse4_2", "avx", "fma", "avx2", "avx512f");
    assertThat(machine.physicalCores()).isBetween(1, machine.logicalCores());
    assertThat(machine.memoryBytes()).isGreaterThan(1 << 20);
  }

  @Test
  void readsInstructionSetsOfArm() throws IOException {
    write("cpuinfo", "processor\t: 0\nFeatures\t: fp asimd asimddp sve\n");

    assertThat(new DeviceProbe(proc).machine().instructions())
        .containsExactly("asimd", "asimddp", "sve");
  }

  @Test
  void readsDriverAndDevicesOfNvidia() throws IOException {
    write(
        "driver/nvidia/version",
        """
        NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023
        GCC version:  gcc version 11.4.0
        """);
    write("driver/nvidia/gpus/0000:07:00.0/information", "Model: \t\t Tesla T4\nIRQ:   \t\t 40\n");
    write("driver/nvidia/gpus/0000:08:00.0/power", "nothing about a model\n");

    DeviceProbe probe = new DeviceProbe(proc);

    assertThat(probe.nvidiaDriver()).contains("535.104.05");
    assertThat(probe.nvidiaDevices())
        .containsExactly(
            DoctorReport.Gpu.named("Tesla T4"), DoctorReport.Gpu.named("0000:08:00.0"));
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    DeviceProbe probe = new DeviceProbe(proc.resolve("missing"));

    assertThat(probe.nvidiaDriver()).isEmpty();
    assertThat(probe.nvidiaDevices()).isEmpty();
    assertThat(probe.machine().instructions()).isEmpty();
  }
}
