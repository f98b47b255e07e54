package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.layout.DatasetReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vinyl data check}: names everything that is wrong with a data set. */
@Command(
    name = "check",
    description = {
      "Look at every image of a data set and name what is wrong.",
      "Exits 1 if anything is."
    })
public final class DataCheckCommand extends AbstractCommand {
  @Parameters(paramLabel = "DIR", description = "The folder of the data set.")
  private Path folder;

  @Mixin private DataFormatOption format;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    DatasetReport report = format.report(folder);
    if (json.wanted()) {
      console.printJson(DataReportText.json(folder, report));
    } else {
      DataReportText.lines(folder, report).forEach(console::print);
    }
    return report.problems().isEmpty() ? 0 : 1;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("data check", args);
  }
}
