package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.Problem;
import dev.vinyl.data.layout.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    List<Problem> problems = Datasets.check(folder);
    if (json.wanted()) {
      console.printJson(
          Map.of("data", folder.toString(), "problems", problems.stream().map(this::row).toList()));
    } else {
      problems.forEach(problem -> console.print(problem.text()));
      console.print(
          problems.isEmpty()
              ? folder + ": no problem found"
              : "%s: %d found".formatted(folder, problems.size()));
    }
    return problems.isEmpty() ? 0 : 1;
  }

  private Map<String, String> row(Problem problem) {
    return Map.of(
        "kind", problem.kind().name(), "file", problem.file().toString(), "text", problem.text());
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("data check", args);
  }
}
