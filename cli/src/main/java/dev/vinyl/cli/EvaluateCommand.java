package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.MaskFiles;
import dev.vinyl.evaluation.ScoreRequirement;
import dev.vinyl.evaluation.ScoreSlices;
import dev.vinyl.evaluation.ScoringSize;
import dev.vinyl.evaluation.SkippedImage;
import dev.vinyl.evaluation.SliceColumn;
import dev.vinyl.evaluation.html.EvaluationPage;
import dev.vinyl.evaluation.html.ExampleGallery;
import dev.vinyl.evaluation.html.Provenance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.FittedTemperature;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.TemperatureScaling;
import dev.vinyl.runtime.image.PredictionPng;
import dev.vinyl.runtime.internal.io.FileSet;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
      description = "Which images: trainval, test or all of both; ${DEFAULT-VALUE} unless given.")
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

  @Mixin private OutputFiles outputs;
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    List<ScoreRequirement> requirements =
        fromOptions(() -> required.stream().map(ScoreRequirement::parse).toList());
    if (temperatureSplit != null && split.holds(temperatureSplit)) {
      throw usageError(
          "--fit-temperature %s: these images are scored; fit on others"
              .formatted(temperatureSplit.label()));
    }
    if (parquet && out == null) {
      throw usageError("--parquet needs --out DIR to write images.parquet to");
    }
    SegmentationDataset dataset = fromOptions(data::open);
    requireKnown(requirements, dataset);
    checkOutputs(dataset);
    ExampleGallery gallery = new ExampleGallery(models.size());
    EvaluationReport report = evaluate(dataset, gallery, console);
    console.print(json.wanted() ? report.toJson() : ScoreTable.of(report));
    if (out != null) {
      Provenance provenance = PageOrigin.ofModels(models, seed, typed()).of(dataset, split.label());
      EvaluationPage page = EvaluationPage.of(report, gallery.groups(dataset), provenance);
      FileSet.write(
          out,
          folder -> {
            report.write(folder);
            if (parquet) {
              report.writeParquet(folder);
            }
            page.write(folder.resolve(EvaluationPage.FILE));
          });
      console.note("written to %s; look at %s".formatted(out, out.resolve(EvaluationPage.FILE)));
    }
    List<SkippedImage> skipped = report.results().get(0).skipped();
    skipped.forEach(image -> console.warn("skipped " + image.reason()));
    return verdict(report.violations(requirements), skipped.size(), console);
  }

  private void checkOutputs(SegmentationDataset dataset) throws IOException {
    for (Sample sample : SplitChoice.ALL.of(dataset)) {
      outputs.reads(List.of(sample.image(), sample.mask()));
    }
    models.forEach(model -> outputs.reads(List.of(model, ModelDescription.fileFor(model))));
    if (masks != null) {
      List<String> ids = split.of(dataset).stream().map(Sample::id).toList();
      outputs.writes(MaskFiles.of(masks, models, ids), PredictionPng::isUnchanged);
    }
    if (out != null) {
      List<String> names = new ArrayList<>(EvaluationReport.FILES);
      names.addAll(List.of(EvaluationPage.FILE, FileSet.SUMS, FileSet.INCOMPLETE));
      List<String> possible = new ArrayList<>(names);
      possible.add(EvaluationReport.PARQUET_FILE);
      if (parquet) {
        names.add(EvaluationReport.PARQUET_FILE);
      }
      outputs.writes(
          names.stream().map(out::resolve).toList(), file -> FileSet.wrote(file, possible));
    }
    outputs.check();
  }

  /** Before minutes of scoring, not after. */
  private void requireKnown(List<ScoreRequirement> requirements, SegmentationDataset dataset)
      throws IOException {
    List<String> known =
        EvaluationReport.scoreNames(
            Metric.standard(),
            new Metric.Context(
                dataset.classNames(),
                dataset.foreground(),
                Optional.ofNullable(temperatureSplit)
                    .map(
                        other ->
                            new FittedTemperature(
                                new TemperatureScaling(1, 0, 0, 0), other.label(), 0))));
    for (ScoreRequirement requirement : requirements) {
      try {
        requirement.checkNamed(known);
      } catch (IllegalArgumentException e) {
        throw usageError("--require " + e.getMessage());
      }
    }
    List<String> columns = SliceColumn.names(split.of(dataset));
    for (String slice : slices) {
      if (!columns.contains(slice)) {
        throw usageError(
            "--slice %s: there is no such column; name one of %s"
                .formatted(slice, String.join(", ", columns)));
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

  private EvaluationReport evaluate(
      SegmentationDataset dataset, ExampleGallery gallery, Console console) throws IOException {
    EvaluationOptions options = options(console);
    List<Optional<FittedTemperature>> temperatures = temperatures(dataset, options, console);
    Evaluator evaluator = new Evaluator(dataset, split.of(dataset), options);
    try (EvaluationProgress progress = new EvaluationProgress(console, "evaluate")) {
      List<EvaluationResult> results =
          evaluator.evaluate(models, temperatures, EvaluationListener.all(progress, gallery));
      List<ScoreSlices> parts = new ArrayList<>();
      for (EvaluationResult result : results) {
        slices.forEach(name -> parts.add(ScoreSlices.of(result, new SliceColumn(name))));
      }
      return EvaluationReport.of(dataset.name(), split.label(), options, results, parts);
    }
  }

  private List<Optional<FittedTemperature>> temperatures(
      SegmentationDataset dataset, EvaluationOptions options, Console console) throws IOException {
    if (temperatureSplit == null) {
      return Collections.nCopies(models.size(), Optional.empty());
    }
    Evaluator fitting = new Evaluator(dataset, dataset.samples(temperatureSplit), options);
    List<Optional<FittedTemperature>> fitted;
    try (EvaluationProgress progress = new EvaluationProgress(console, "fit temperature")) {
      fitted = fitting.fitTemperatures(models, temperatureSplit.label(), progress);
    }
    for (int m = 0; m < models.size(); m++) {
      if (fitted.get(m).isEmpty()) {
        console.warn(
            "%s gives classes without probabilities: there is no temperature to fit"
                .formatted(models.get(m)));
      }
    }
    return fitted;
  }

  private EvaluationOptions options(Console console) {
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withRunning(device.segmenterOptions(console))
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
