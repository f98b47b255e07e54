package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.weights.WeightExport;
import java.io.IOException;
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

  @Option(
      names = "--as",
      converter = EncoderFamilyConverter.class,
      paramLabel = "FAMILY",
      description =
          "Write the encoder under another family's names: timm, deit, clip, clip-openai,"
              + " dinov2-timm, dinov2, mae, vit-hf or dinov2-hf.")
  private @Nullable EncoderFamily family;

  @Mixin private OutputFiles outputs;

  @Override
  int run(Console console) throws Exception {
    fromOptions(() -> FileEnding.of("--out", out, "a safetensors file", "safetensors"));
    RunDirectory run = RunDirectory.open(from);
    outputs.reads(RunDirectory.content(from)).writes(out, WeightExport::wrote).check();
    ParameterSet weights = write(run);
    console.print(
        "%s: %d parameters in %d tensors".formatted(out, weights.valueCount(), weights.size()));
    return 0;
  }

  private ParameterSet write(RunDirectory run) throws IOException {
    EncoderFamily as = family;
    if (as != null) {
      if (part == WeightExport.Part.ALL) {
        throw usageError("--as is for the encoder by itself; leave --part all away");
      }
      return fromOptions(() -> WeightExport.write(run, as, out));
    }
    return WeightExport.write(run, part == null ? WeightExport.whole(run) : part, out);
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("weights export", args);
  }
}
