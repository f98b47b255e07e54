package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.vit.VitConfig;
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
          + "decoder of its pre-training, or a segmenter, recognised by the names in it;",
      "or from the vision transformer of another family: timm, DeiT, CLIP, DINOv2, MAE, Hugging "
          + "Face's ViT and DINOv2.",
      "An encoder can be trained further with --from RUN; a segmenter also exported."
    })
public final class WeightsImportCommand extends AbstractCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description =
          "What torch.save wrote (.pth, .pt, .ckpt), safetensors, the index.json of such files, or a "
              + "folder of Hugging Face's hub, whose config.json then counts. Nothing in it is run.")
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
      names = "--as",
      converter = EncoderFamilyConverter.class,
      paramLabel = "FAMILY",
      description =
          "Whose encoder it is: timm, deit, clip, clip-openai, dinov2-timm, dinov2, mae, vit-hf or"
              + " dinov2-hf. It decides what weights do not tell, such as epsilon, how positions are"
              + " resampled, mean and std; told by config.json or the names, unless given.")
  private @Nullable EncoderFamily family;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the run that is known better, such as input.normalization=imagenet or"
              + " model.variant.epsilon=1e-6; may be repeated.")
  private List<String> settings = List.of();

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
                        .imageSize(imageSize == null ? null : ImageSizeOption.of(imageSize))
                        .classNames(classes)
                        .family(family)
                        .settings(settings))
            .recipe(recipe)
            .existing(overwrite ? Existing.OVERWRITE : Existing.REFUSE);
    new OutputFiles().reads(from).writes(RunDirectory.content(out), file -> true).checkInputs();
    ImportedModel model = weights.run(out);
    model.remarks().forEach(remark -> console.note(from + ": " + remark));
    console.print(asText(model));
    return 0;
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
