package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.weights.WeightImport;
import dev.vinyl.training.weights.WeightImport.ImportedModel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vinyl weights import}: a run from a file of weights. */
@Command(
    name = "import",
    description = {
      "Make a run from a weight file with the paper's names: an encoder, an encoder with the "
          + "decoder of its pre-training, or a segmenter, recognised by the names in it.",
      "An encoder can be trained further with --from RUN; a segmenter also exported."
    })
public final class WeightsImportCommand extends AbstractCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description =
          "What torch.save wrote (.pth, .pt, .ckpt), safetensors, or the index.json of such files. "
              + "Nothing in it is run.")
  private Path from;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's folder; new or empty.")
  private Path out;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Which weights of several that torch.save wrote, as in model_ema; the most usual key, "
              + "unless given.")
  private @Nullable String key;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description =
          "How many heads attention has; what the file says, or heads of 64 values, unless given.")
  private @Nullable Integer heads;

  @Option(
      names = "--image-size",
      paramLabel = "H,W",
      split = ",",
      description = "Height and width of the input; what the file says, or a square, unless given.")
  private @Nullable List<Integer> imageSize;

  @Option(
      names = "--classes",
      paramLabel = "A,B,..",
      split = ",",
      description =
          "Names of the classes of a segmenter; what the file says, or pet, "
              + "background, border, unless given.")
  private @Nullable List<String> classes;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      defaultValue = "paper",
      description =
          "The recipe that such weights were trained by, which says how images are prepared and,"
              + " with reference-code, that logits pass through its log-softmax over pixels;"
              + " ${DEFAULT-VALUE} unless given.")
  private String recipe;

  @Option(names = "--overwrite", description = "Delete the run that is in the folder already.")
  private boolean overwrite;

  @Override
  int run(Console console) throws Exception {
    WeightImport weights =
        fromOptions(
                () ->
                    new WeightImport(from)
                        .key(key)
                        .heads(heads)
                        .imageSize(imageSize())
                        .classNames(classes))
            .recipe(recipe)
            .existing(overwrite ? Existing.OVERWRITE : Existing.REFUSE);
    new OutputFiles().reads(from).writes(RunDirectory.content(out), file -> true).checkInputs();
    ImportedModel model = weights.run(out);
    model.remarks().forEach(remark -> console.note(from + ": " + remark));
    console.print(asText(model));
    return 0;
  }

  private @Nullable ImageSize imageSize() {
    if (imageSize == null) {
      return null;
    }
    if (imageSize.size() != 2) {
      throw new IllegalArgumentException("an image size is H,W, such as 96,128; got " + imageSize);
    }
    return new ImageSize(imageSize.get(1), imageSize.get(0));
  }

  private String asText(ImportedModel model) {
    VitConfig sizes = model.sizes();
    String classNames =
        model.classNames().isEmpty() ? "" : ", classes " + String.join(", ", model.classNames());
    String text =
        "%s: %s with %d parameters, a run of %s%s; "
            + "%s px in patches of %d, dim %d, depth %d, %d heads of %d, MLP of %d";
    return text.formatted(
        out,
        model.kind(),
        model.parameters(),
        model.kind().stage(),
        classNames,
        sizes.imageHeight() == sizes.imageWidth()
            ? Integer.toString(sizes.imageHeight())
            : sizes.imageHeight() + " x " + sizes.imageWidth(),
        sizes.patchSize(),
        sizes.dim(),
        sizes.depth(),
        sizes.heads(),
        sizes.headDim(),
        sizes.mlpDim());
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("weights import", args);
  }
}
