package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.runtime.ModelTask;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.FineTunedModel;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vinyl export}: an ONNX model from a run. */
@Command(
    name = "export",
    description = {
      "Write the model that a run trained as one ONNX file.",
      "Whatever is needed to run it is inside: preprocessing, class names, where it comes from."
    })
public final class ExportCommand extends AbstractCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "RUN",
      description = "The folder that vinyl finetune wrote.")
  private Path from;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "TASK",
      description = "What the model is for: segment.")
  private String task;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file; replaced if it is there.")
  private Path out;

  @Override
  int run(Console console) throws Exception {
    if (!task.equals(ModelTask.SEGMENT)) {
      throw usageError("invalid value for option '--task': '" + task + "'; known: segment");
    }
    FineTunedModel model = FineTunedModel.of(RunDirectory.open(from));
    model.export(out);
    console.print(
        "%s: %d parameters, classes %s"
            .formatted(
                out,
                model.weights().valueCount(),
                String.join(", ", model.metadata().classNames())));
    return 0;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("export", args);
  }
}
