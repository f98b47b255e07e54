package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.Cluster;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.PartScorer;
import dev.vinyl.evaluation.PositionBaseline;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoreRequirement;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.PredictionPng;
import dev.vinyl.runtime.internal.io.FileSet;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl evaluate}: scores of models on labelled images. */
@Command(
    name = "evaluate",
    description = {
      "Score models on the labelled images of a data set, all in one pass, by every convention of"
          + " mean IoU.",
      "Models that differ in their seed alone are one group, with mean, standard deviation and an"
          + " interval over runs and images.",
      "An image that cannot be read is listed, counted and skipped."
    })
public final class EvaluateCommand extends AbstractCommand {
  /** Behind the name of the folder of results: what is kept of an evaluation on a cluster. */
  private static final String PARTS = ".parts";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "M.onnx",
      description = "A model from vinyl export --task segment; may be given several times.")
  private List<Path> models;

  @Mixin private DataOptions data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      converter = SplitChoice.Converter.class,
      description =
          "Which images: train, val, test, trainval (train and val) or all; ${DEFAULT-VALUE} unless given.")
  private SplitChoice split;

  @Option(
      names = "--at",
      paramLabel = "SIZE",
      defaultValue = "model",
      converter = SizeConverter.class,
      description =
          "Compare at the model's size, with the ground truth resized to it, or at the image's"
              + " original size, with the logits enlarged; model unless given.")
  private ScoringSize size;

  @Mixin private TilingOptions tiling;
  @Mixin private ModelDeviceOption device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Seed of the bootstrap behind the 95 %% intervals and of the pixels to fit temperatures "
              + "on; 0 unless given.")
  private long seed;

  @Option(
      names = "--fit-temperature",
      paramLabel = "SPLIT",
      converter = SplitConverter.class,
      description =
          "Fit a temperature for each model's logits on this other split first, and give "
              + "calibration at it too.")
  private @Nullable Split temperatureSplit;

  @Option(
      names = "--slice",
      paramLabel = "COLUMN",
      description =
          "Scores for each value of a column too: an attribute of the data set, such as breed, or"
              + " split, object-size or brightness; may be given several times.")
  private List<String> slices = new ArrayList<>();

  @Option(
      names = "--require",
      paramLabel = "SCORE>=N",
      description =
          "Exit 1 unless every model has this score, named as below scores in the JSON: "
              + "dataset.miou>=0.60. With >=, <=, > or <; may be given several times.")
  private List<String> required = new ArrayList<>();

  @Option(
      names = "--baseline",
      description =
          "Say too what one mask for all images reaches, of the class that is commonest at each "
              + "place of the training images.")
  private boolean baseline;

  @Option(names = "--fail-on-skip", description = "Exit 1 if an image had to be skipped.")
  private boolean failOnSkip;

  @Option(
      names = "--save-masks",
      paramLabel = "DIR",
      description = "Write each predicted mask as a palette PNG, in a folder for each model.")
  private @Nullable Path masks;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write report.html, scores.json, images.csv and images.arrow (each image's own scores),"
            + " confusion.csv and their SHA256SUMS.txt to this folder; made if missing. Earlier"
            + " results are replaced as a whole."
      })
  private @Nullable Path out;

  @Option(
      names = "--parquet",
      description = "With --out: write images.parquet too, the same table as images.arrow.")
  private boolean parquet;

  @Mixin private SparkOption spark;
  @Mixin private OutputFiles outputs;
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    if (temperatureSplit != null && split.holds(temperatureSplit)) {
      throw usageError(
          "--fit-temperature %s: these images are scored; fit on others"
              .formatted(temperatureSplit.label()));
    }
    if (parquet && out == null) {
      throw usageError("--parquet needs --out DIR to write images.parquet to");
    }
    SegmentationDataset dataset = fromOptions(data::open);
    List<Sample> samples = split.someOf(dataset);
    EvaluationOptions options = fromOptions(() -> options(console));
    Evaluation evaluation =
        fromOptions(
            () ->
                new Evaluation(dataset, models)
                    .samples(split.label(), samples)
                    .options(options)
                    .slices(slices)
                    .require(required.stream().map(ScoreRequirement::parse).toList())
                    .fitTemperature(temperatureSplit)
                    .command(typed())
                    .check());
    checkOutputs(dataset);
    Evaluation.Outcome found;
    Optional<Cluster> cluster = spark.connect();
    try (EvaluationProgress fitting = new EvaluationProgress(console, "fit temperature");
        EvaluationProgress scoring = new EvaluationProgress(console, "evaluate")) {
      cluster.ifPresent(connected -> evaluation.scorer(scorer(connected)));
      found = evaluation.fittingListener(fitting).listener(scoring).run();
    } finally {
      cluster.ifPresent(Cluster::close);
    }
    EvaluationReport report = found.report();
    console.print(json.wanted() ? report.toJson() : report.toTable());
    if (baseline) {
      console.note(baselineLine(dataset));
    }
    if (out != null) {
      found.write(out, parquet);
      console.note("written to %s; look at %s".formatted(out, out.resolve(Evaluation.PAGE_FILE)));
    }
    if (temperatureSplit != null) {
      warnOfClasses(report, console);
    }
    List<SkippedImage> skipped = report.results().get(0).skipped();
    skipped.forEach(image -> console.warn("skipped " + image.reason()));
    return verdict(found.violations(), skipped.size(), console);
  }

  private PartScorer scorer(Cluster cluster) {
    Optional<Path> kept =
        Optional.ofNullable(out).map(folder -> folder.resolveSibling(folder.getFileName() + PARTS));
    return cluster.scorer(data.path(), data.format(), device.kind(), kept);
  }

  private String baselineLine(SegmentationDataset dataset) throws IOException {
    ConfusionMatrix found =
        PositionBaseline.of(dataset, dataset.samples(Split.TRAIN)).score(split.of(dataset));
    return String.format(
        Locale.ROOT,
        "baseline, the commonest class at each place of %d training images: dataset.miou %.4f, dataset.pixelAccuracy %.4f",
        dataset.samples(Split.TRAIN).size(),
        found.meanIou(ConfusionMatrix.AbsentClasses.SKIP),
        found.pixelAccuracy());
  }

  private void checkOutputs(SegmentationDataset dataset) throws IOException {
    for (Sample sample : SplitChoice.ALL.of(dataset)) {
      outputs.reads(List.of(sample.image(), sample.mask()));
    }
    models.forEach(model -> outputs.reads(List.of(model, ModelDescription.fileFor(model))));
    if (masks != null) {
      List<String> ids = split.of(dataset).stream().map(Sample::id).toList();
      outputs.writes(Evaluation.maskFiles(masks, models, ids), PredictionPng::isUnchanged);
    }
    if (out != null) {
      List<String> possible = new ArrayList<>(Evaluation.FILES);
      possible.add(EvaluationReport.PARQUET_FILE);
      outputs.writes(
          (parquet ? possible : Evaluation.FILES).stream().map(out::resolve).toList(),
          file -> FileSet.wrote(file, possible));
    }
    outputs.check();
  }

  private static void warnOfClasses(EvaluationReport report, Console console) {
    for (EvaluationResult result : report.results()) {
      if (result.context().temperature().isEmpty()) {
        console.warn(
            "%s gives classes without probabilities: there is no temperature to fit"
                .formatted(result.model()));
      }
    }
  }

  private int verdict(List<String> violations, int skipped, Console console) {
    if (!violations.isEmpty()) {
      console.warn(violations.get(0));
      return 1;
    }
    if (failOnSkip && skipped > 0) {
      console.warn("%d images were skipped, and --fail-on-skip was given".formatted(skipped));
      return 1;
    }
    return 0;
  }

  private EvaluationOptions options(Console console) {
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withRunning(
                tiling.addTo(
                    spark.wanted()
                        ? SegmenterOptions.defaults()
                        : device.segmenterOptions(console)))
            .withSize(size)
            .withBootstrap(Bootstrap.standard(seed));
    return masks == null ? options : options.withMasks(masks);
  }

  /** Takes a split by its name. */
  static final class SplitConverter extends EnumConverter<Split> {
    SplitConverter() {
      super(Split.class);
    }
  }

  /** Takes a size by its name. */
  static final class SizeConverter extends EnumConverter<ScoringSize> {
    SizeConverter() {
      super(ScoringSize.class);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("evaluate", args);
  }
}
