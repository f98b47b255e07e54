package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.layout.DatasetReport;
import dev.vinyl.data.layout.Datasets;
import dev.vinyl.evaluation.internal.html.DatasetPage;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write a page too: classes, sizes, some images with their masks, the oddest ones, what is"
              + " wrong.")
  private @Nullable Path page;

  @Mixin private JsonOption json;

  @Mixin private OutputFiles outputs;

  @Override
  int run(Console console) throws Exception {
    if (page != null) {
      outputs.reads(folder).writes(page, file -> DatasetPage.isIn(Files.readString(file))).check();
    }
    Datasets.Looked looked = format.look(folder);
    DatasetReport report = looked.report();
    if (page != null && looked.dataset().isEmpty()) {
      console.warn("no page was written, since the data set cannot be opened");
    } else if (page != null) {
      String command = "vinyl data check %s --html %s".formatted(folder, page);
      DatasetPage.write(looked.dataset().get(), report, VinylVersion.current(), command, page);
    }
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
