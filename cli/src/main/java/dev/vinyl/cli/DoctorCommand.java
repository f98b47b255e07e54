package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.Doctor;
import dev.vinyl.nativeconfig.DoctorReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vinyl doctor}: what is here, what would be used, and why not more. */
@Command(
    name = "doctor",
    description = {
      "Show native libraries, versions and devices, what would be used and why not more.",
      "Exits 1 if something keeps Vinyl from working fully."
    })
public final class DoctorCommand extends AbstractCommand {
  @Mixin private JsonOption json;

  @Override
  int run(Console console) {
    DoctorReport report = Doctor.examine();
    if (json.wanted()) {
      console.printJson(report);
    } else {
      console.print(report.toText().stripTrailing());
    }
    return report.problems().isEmpty() ? 0 : 1;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("doctor", args);
  }
}
