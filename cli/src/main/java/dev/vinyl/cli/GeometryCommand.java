package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeKind;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.evaluation.study.GeometryStudy;
import dev.vinyl.runtime.internal.io.FileSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl geometry}: what the patch tokens of encoders look like. */
@Command(
    name = "geometry",
    description = {
      "Measure the patch tokens of encoders: variance, cosine similarity by distance, effective"
          + " rank, norms and their outliers, alignment with the segmentation, probes, and CKA of"
          + " every two encoders.",
      "Either of files from vinyl features, or of models and images. Without masks there is "
          + "neither probe nor alignment with the segmentation."
    })
public final class GeometryCommand extends AbstractCommand {
  @Parameters(
      paramLabel = "FILE.arrow",
      arity = "0..*",
      description = "Files from vinyl features, one for each encoder.")
  private List<Path> files = List.of();

  @Option(
      names = "--model",
      paramLabel = "M.onnx",
      description =
          "Instead of files: a model that gives tokens; may be given several times. Needs --data.")
  private List<Path> models = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A data set of images and masks in any layout, or any folder of images: whose features to "
              + "extract, or with files, to show images beside their maps and to have the masks "
              + "that --probe is measured on.")
  private @Nullable Path data;

  @Option(
      names = "--image-size",
      paramLabel = "H,W",
      split = ",",
      description =
          "With --model: height and width of the input, for models from vinyl export --image-size any, and others"
              + " that leave them open; what the model says unless given.")
  private @Nullable List<Integer> imageSize;

  @Option(
      names = "--layers",
      description = "Each block's tokens too, as encoders of their own; where there are any.")
  private boolean layers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write geometry.json, report.html and their SHA256SUMS.txt to this folder, and the models'"
            + " features to features/ in it; made if missing. Earlier results are replaced as a"
            + " whole."
      })
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of probes, intervals and the choice of images; ${DEFAULT-VALUE} unless given.")
  private long seed;

  @Option(
      names = "--probe",
      paramLabel = "KIND",
      split = ",",
      converter = ProbeConverter.class,
      description = {
        "Segment by the frozen tokens, learnt from the images of train and measured on those of"
            + " test, or of val where there is no test: knn (20 nearest neighbours) or linear (one"
            + " layer), or both with a comma between them. Gives the mean IoU over patches; with"
            + " --data over the masks' pixels too."
      })
  private Set<ProbeKind> probes = Set.of();

  @Option(
      names = "--probe-images",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Train a probe on so many images at most, and measure it on so many; ${DEFAULT-VALUE} "
              + "unless given.")
  private int probeImages;

  @Option(
      names = "--maps",
      paramLabel = "N",
      defaultValue = "4",
      description = "Keep the similarity maps of so many images; ${DEFAULT-VALUE} unless given.")
  private int maps;

  @Mixin private OutputFiles outputs;
  @Mixin private ImageData split;
  @Mixin private ModelDeviceOption device;
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    if (files.isEmpty() == models.isEmpty()) {
      throw usageError("name either files from vinyl features, or models with --model");
    }
    if (models.isEmpty() && split.isGiven()) {
      throw usageError("--split needs --model; files hold the images that they were made of");
    }
    if (models.isEmpty() && imageSize != null) {
      throw usageError("--image-size needs --model; files hold what they were made of");
    }
    Path shown = data;
    if (shown == null && !models.isEmpty()) {
      throw usageError("--model needs --data, whose features to extract");
    }
    FeatureImages images = shown == null ? null : fromOptions(() -> split.open(shown));
    GeometryAnalysis analysis =
        fromOptions(() -> new GeometryAnalysis(seed, probeImages, maps, probes));
    checkOutputs();
    GeometryStudy study =
        images == null || models.isEmpty()
            ? GeometryStudy.ofFeatures(files).images(images)
            : GeometryStudy.ofModels(models, images)
                .imageSize(fromOptions(() -> ImageSizeOption.ofOptional(imageSize)))
                .running(device.segmenterOptions(console));
    GeometryReport report;
    try (Steps steps = new Steps(console)) {
      report =
          study.analysis(analysis).layers(layers).listener(steps).command(typed()).out(out).run();
    }
    console.print(json.wanted() ? report.toJson() : GeometryTable.of(report));
    if (report.classNames().isEmpty()) {
      console.note("the images have no masks: neither probe nor alignment with the segmentation");
    }
    if (out != null) {
      console.note(
          "written to %s; look at %s".formatted(out, out.resolve(GeometryStudy.PAGE_FILE)));
    }
    return 0;
  }

  private void checkOutputs() throws IOException {
    if (out == null) {
      return;
    }
    Path folder = out;
    List<String> names = GeometryStudy.resultFiles();
    outputs
        .reads(files)
        .reads(models)
        .writes(names.stream().map(folder::resolve).toList(), file -> FileSet.wrote(file, names))
        .writes(GeometryStudy.featureFiles(folder, models), FeatureStore::isFeatures)
        .check();
  }

  /** Takes a kind by the name that people write. */
  static final class ProbeConverter extends EnumConverter<ProbeKind> {
    ProbeConverter() {
      super(ProbeKind.class);
    }
  }

  /** A progress bar for one step after the other. */
  private static final class Steps implements GeometryAnalysis.Listener, AutoCloseable {
    private final Console console;
    private String current = "";
    private @Nullable Progress bar;

    Steps(Console console) {
      this.console = console;
    }

    @Override
    public synchronized void done(String step, int done, int total) {
      if (bar == null || !step.equals(current)) {
        close();
        current = step;
        bar = console.progress(step, Math.max(1, total), "images");
      }
      bar.update(done, "");
    }

    @Override
    public synchronized void skipped(SkippedImage image) {
      close();
      console.warn("skipped " + image.reason());
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("geometry", args);
  }
}
