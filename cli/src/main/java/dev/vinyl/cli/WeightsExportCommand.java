package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.weights.WeightExport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl weights export}: a file of weights from a run. */
@Command(
    name = "export",
    description = {
      "Write the weights that a run trained as one safetensors file under PyTorch's names.",
      "What is trained, from which data, sizes and classes stand in its metadata."
    })
public final class WeightsExportCommand extends AbstractCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "RUN",
      description = "The folder that a training or vinyl weights import wrote.")
  private Path from;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The file, NAME.safetensors; one that vinyl weights export wrote before is replaced.")
  private Path out;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "encoder: the encoder by itself; all: encoder and head. All that the run has, unless "
              + "given.")
  private WeightExport.@Nullable Part part;

  @Mixin private OutputFiles outputs;

  @Override
  int run(Console console) throws Exception {
    fromOptions(() -> FileEnding.of("--out", out, "a safetensors file", "safetensors"));
    RunDirectory run = RunDirectory.open(from);
    outputs.reads(RunDirectory.content(from)).writes(out, WeightExport::wrote).check();
    WeightExport.Part wanted = part == null ? WeightExport.whole(run) : part;
    ParameterSet weights = WeightExport.write(run, wanted, out);
    console.print(
        "%s: %d parameters in %d tensors".formatted(out, weights.valueCount(), weights.size()));
    return 0;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("weights export", args);
  }
}
