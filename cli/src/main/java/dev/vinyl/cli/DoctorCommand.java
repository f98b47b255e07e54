package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.Doctor;
import dev.vinyl.nativeconfig.DoctorReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl doctor}: what is here, what would be used, and why not more. */
@Command(
    name = "doctor",
    description = {
      "Show native libraries, versions and devices, what would be used and why not more.",
      "Exits 1 if something keeps Vinyl from working fully."
    })
public final class DoctorCommand extends AbstractCommand {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      converter = DeviceConverter.class,
      description = "Exit 1 unless this device can be used: cpu, cuda:N, tensorrt:N or auto.")
  private @Nullable Device device;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) {
    DoctorReport report = Doctor.examine();
    if (json.wanted()) {
      console.printJson(report);
    } else {
      console.print(report.toText().stripTrailing());
    }
    if (device != null) {
      console.note("device: " + device.choose().explanation());
    }
    return report.problems().isEmpty() ? 0 : 1;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("doctor", args);
  }
}
