package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.export.inference.ExportReport;
import dev.vinyl.export.inference.ExportReport.Comparison;
import dev.vinyl.export.inference.ExportSettings;
import dev.vinyl.export.inference.ExportSettings.CalibrationMethod;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelTask;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.TrainedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl export}: an ONNX model from a run. */
@Command(
    name = "export",
    description = {
      "Export the model that a run trained as one ONNX file, with a page that describes it beside"
          + " it.",
      "Whatever is needed to run it is inside: preprocessing, class names, where it comes from. "
          + "Its outputs are compared with those of the trained weights; if they differ, nothing is "
          + "written."
    })
public final class ExportCommand extends AbstractCommand {
  private static final int MOST_IMAGES = 64;
  private static final String LOGITS = "logits";
  private static final String LOGITS_AND_TOKENS = "logits-and-tokens";
  private static final String MASK = "mask";
  private static final List<String> OUTPUTS = List.of(LOGITS, LOGITS_AND_TOKENS, MASK);

  @Option(
      names = "--from",
      required = true,
      paramLabel = "RUN",
      description = "The folder of a finished run.")
  private Path from;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "TASK",
      description = {
        "What the model is for: segment (from finetune), classify (from intermediate), "
            + "reconstruct (from pretrain), features (from any run)."
      })
  private String task;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file, NAME.onnx; one that vinyl export wrote before is replaced.")
  private Path out;

  @Option(
      names = "--output",
      paramLabel = "WHAT",
      defaultValue = LOGITS,
      description = {
        "Outputs of a segmenter: logits; logits-and-tokens, also the features of each patch; or"
            + " mask, each pixel's class and its probability; logits unless given."
      })
  private String output;

  @Option(
      names = "--layers",
      description = "With --task features: also the tokens after each block.")
  private boolean layers;

  @Option(
      names = "--image-size",
      paramLabel = "H,W|any",
      description =
          "With --task features: height and width of the input, multiples of the patch's, or any,"
              + " for a model that takes all of these; positions are resampled by the encoder's own"
              + " rule. The run's size unless given.")
  private @Nullable String imageSize;

  @Option(
      names = "--variant",
      converter = VariantConverter.class,
      paramLabel = "WHOM",
      defaultValue = "portable",
      description = {
        "portable: standard ONNX operators, for any runtime; optimized: ONNX Runtime's own where "
            + "they are faster; portable unless given."
      })
  private Variant variant;

  @Option(
      names = "--precision",
      converter = PrecisionConverter.class,
      paramLabel = "P",
      defaultValue = "fp32",
      description = {
        "fp32, fp16, int8 (dynamic scales) or int8-static (scales calibrated on --images); "
            + "fp32 unless given."
      })
  private Precision precision;

  @Option(
      names = "--calibration",
      converter = CalibrationConverter.class,
      paramLabel = "HOW",
      defaultValue = "percentile",
      description = {
        "With int8-static: min-max, or percentile, which cuts off the outermost 0.01 %% of values; "
            + "percentile unless given."
      })
  private CalibrationMethod calibration;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description = "ONNX opset, 13 to 23; 17 for portable and 23 for optimized unless given.")
  private @Nullable Integer opset;

  @Option(
      names = "--with-preprocessing",
      description = {
        "The model takes images of any size as they are, uint8 [B, H, W, 3], and prepares them "
            + "itself."
      })
  private boolean preprocessing;

  @Mixin private OutputFiles outputs;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = {
        "Images to compare on, and to calibrate with; "
            + MOST_IMAGES
            + " of them at most. "
            + "Drawn ones are compared on unless given."
      })
  private @Nullable Path images;

  @Override
  int run(Console console) throws Exception {
    ExportSettings settings = settings();
    ModelExporter exporter = exporter().settings(settings);
    checkOutputs();
    exporter = exporter.images(loadImages());
    ExportReport report = exporter.export(out);
    List<String> classes = exporter.metadata().classNames();
    console.print(
        "%s: %s%s, %s, %s, %d parameters, %d bytes"
            .formatted(
                out,
                task,
                classes.isEmpty() ? "" : " (" + String.join(", ", classes) + ")",
                EnumConverter.name(variant),
                EnumConverter.name(precision),
                report.parameters(),
                report.bytes()));
    console.note("compared with the trained weights on %d images".formatted(report.images()));
    for (Comparison comparison : report.comparisons()) {
      console.note(comparison.toString());
    }
    return 0;
  }

  private void checkOutputs() throws IOException {
    RunDirectory run = RunDirectory.open(from);
    outputs
        .reads(List.of(run.encoderFile(), run.headFile()))
        .writes(List.of(out, ModelExporter.card(out)), ModelExporter::wrote)
        .check();
  }

  private ExportSettings settings() throws IOException {
    if (precision == Precision.INT8_STATIC && images == null) {
      throw usageError("int8-static needs --images DIR to find its scales by");
    }
    if (!OUTPUTS.contains(output)) {
      throw usageError(
          "invalid value for option '--output': '%s'; known: %s"
              .formatted(output, String.join(", ", OUTPUTS)));
    }
    if (!output.equals(LOGITS) && !task.equals(ModelTask.SEGMENT)) {
      throw usageError("--output %s is for --task segment".formatted(output));
    }
    fromOptions(() -> FileEnding.of("--out", out, "an ONNX model", "onnx"));
    if (layers && !task.equals(ModelTask.FEATURES)) {
      throw usageError("--layers is for --task features");
    }
    if (imageSize != null && !task.equals(ModelTask.FEATURES)) {
      throw usageError("--image-size is for --task features");
    }
    return fromOptions(
        () ->
            new ExportSettings(
                variant,
                opset == null ? variant.opset() : opset,
                precision,
                calibration,
                preprocessing,
                ImageSizeOption.ANY.equals(imageSize)));
  }

  private ModelExporter exporter() throws IOException {
    return switch (task) {
      case ModelTask.SEGMENT -> segmenter(TrainedRun.open(from));
      case ModelTask.FEATURES -> features(TrainedRun.open(from));
      case ModelTask.CLASSIFY -> TrainedRun.open(from).classifier();
      case ModelTask.RECONSTRUCT -> TrainedRun.open(from).reconstructor();
      default ->
          throw usageError(
              "invalid value for option '--task': '"
                  + task
                  + "'; known: segment, features, classify, reconstruct");
    };
  }

  private ModelExporter features(TrainedRun run) throws IOException {
    String given = imageSize;
    if (given == null || given.equals(ImageSizeOption.ANY)) {
      return run.features(layers);
    }
    return fromOptions(
        () -> {
          ImageSize size = ImageSizeOption.of(given);
          return run.features(layers, size.height(), size.width());
        });
  }

  private ModelExporter segmenter(TrainedRun run) throws IOException {
    return switch (output) {
      case MASK -> run.maskSegmenter();
      case LOGITS_AND_TOKENS -> run.tokenSegmenter();
      default -> run.segmenter();
    };
  }

  /** Some of the folder's images, at even distances. */
  private List<RgbImage> loadImages() throws IOException {
    List<RgbImage> loaded = new ArrayList<>();
    if (images == null) {
      return loaded;
    }
    UnlabelledImages found = UnlabelledImages.open(images);
    List<String> names = found.images();
    int count = Math.min(MOST_IMAGES, names.size());
    for (int i = 0; i < count; i++) {
      loaded.add(found.load(names.get((int) ((long) i * names.size() / count))));
    }
    return loaded;
  }

  /** Takes a variant by its name. */
  static final class VariantConverter extends EnumConverter<Variant> {
    VariantConverter() {
      super(Variant.class);
    }
  }

  /** Takes a precision by its name. */
  static final class PrecisionConverter extends EnumConverter<Precision> {
    PrecisionConverter() {
      super(Precision.class);
    }
  }

  /** Takes a way to calibrate by its name. */
  static final class CalibrationConverter extends EnumConverter<CalibrationMethod> {
    CalibrationConverter() {
      super(CalibrationMethod.class);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("export", args);
  }
}
