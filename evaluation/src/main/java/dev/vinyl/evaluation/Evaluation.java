package dev.vinyl.evaluation;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.internal.html.EvaluationPage;
import dev.vinyl.evaluation.internal.html.Provenance;
import dev.vinyl.evaluation.internal.names.ShortNames;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.ScoreRequirement;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.internal.io.FileSet;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores models on labelled images, from the files of models to a folder of results.
 *
 * <pre>{@code
 * OxfordPets pets = OxfordPets.open(Path.of("pets"));
 * Evaluation.Outcome found = new Evaluation(pets, List.of(Path.of("pets.onnx"))).run();
 * System.out.println(found.report().toTable());
 * found.write(Path.of("scores"));
 * }</pre>
 *
 * <p>Each setter gives the evaluation itself. Not thread-safe; an evaluation may run several times.
 */
public final class Evaluation {
  /** The page among the files that {@link Outcome#write} writes. */
  public static final String PAGE_FILE = EvaluationPage.FILE;

  /** The names of the files that {@link Outcome#write} writes, without that of Parquet. */
  public static final List<String> FILES = files();

  private final SegmentationDataset dataset;
  private final List<Path> models;
  private String part = Split.TEST.label();
  private @Nullable List<Sample> samples;
  private EvaluationOptions options = EvaluationOptions.defaults();
  private List<String> slices = List.of();
  private List<ScoreRequirement> requirements = List.of();
  private @Nullable Split temperatureSplit;
  private @Nullable PartScorer scorer;
  private EvaluationListener listener = EvaluationListener.NONE;
  private EvaluationListener fittingListener = EvaluationListener.NONE;
  private String command = "";

  /**
   * An evaluation of the images for testing.
   *
   * @param models files of exported models, at least one; they are scored in one pass
   */
  public Evaluation(SegmentationDataset dataset, List<Path> models) {
    this.dataset = dataset;
    this.models = List.copyOf(models);
  }

  private static List<String> files() {
    List<String> names = new ArrayList<>(EvaluationReport.FILES);
    names.addAll(List.of(PAGE_FILE, FileSet.SUMS, FileSet.INCOMPLETE));
    return List.copyOf(names);
  }

  /**
   * The files that {@link EvaluationOptions#masks} has written to a folder, for whoever wants to
   * know what they would replace.
   *
   * @param models files of the models that are scored
   * @param ids of the images that are scored
   */
  public static List<Path> maskFiles(Path folder, List<Path> models, List<String> ids) {
    return MaskFiles.of(folder, models, ids);
  }

  /**
   * Scores other images than those for testing.
   *
   * @param name what reports call them, such as {@code train}
   */
  public Evaluation samples(String name, List<Sample> some) {
    part = name;
    samples = List.copyOf(some);
    return this;
  }

  /** Cores or device, size, intervals, metrics, and a folder for masks. */
  public Evaluation options(EvaluationOptions newOptions) {
    options = newOptions;
    return this;
  }

  /**
   * Columns whose values the images are divided by too, see {@link EvaluationReport#sliceColumns}.
   */
  public Evaluation slices(List<String> columns) {
    slices = List.copyOf(columns);
    return this;
  }

  /** What scores have to be; see {@link Outcome#violations}. */
  public Evaluation require(List<ScoreRequirement> some) {
    requirements = List.copyOf(some);
    return this;
  }

  /** Fits a temperature for each model's logits on a split first, other than what is scored. */
  public Evaluation fitTemperature(@Nullable Split split) {
    temperatureSplit = split;
    return this;
  }

  /** Scores the images elsewhere; temperatures are fitted here all the same. */
  public Evaluation scorer(PartScorer other) {
    scorer = other;
    return this;
  }

  /** Hears how scoring goes. */
  public Evaluation listener(EvaluationListener newListener) {
    listener = newListener;
    return this;
  }

  /** Hears how fitting of temperatures goes. */
  public Evaluation fittingListener(EvaluationListener newListener) {
    fittingListener = newListener;
    return this;
  }

  /** How to get the page again, as its foot says it; nothing unless given. */
  public Evaluation command(String words) {
    command = words;
    return this;
  }

  /**
   * Finds out what is wrong before anything is scored.
   *
   * @throws IllegalArgumentException if a required score or a column does not exist, or if images
   *     are in windows and not scored at their own size, or a temperature is to be fitted then
   */
  public Evaluation check() {
    options.requirePossible();
    if (temperatureSplit != null) {
      options.requireScores();
    }
    List<String> known =
        EvaluationReport.scoreNames(
            options.metrics(),
            new Metric.Context(
                dataset.classNames(),
                dataset.foreground(),
                Optional.ofNullable(temperatureSplit).map(Evaluation::anyTemperature)));
    requirements.forEach(requirement -> requirement.checkNamed(known));
    List<String> columns = EvaluationReport.sliceColumns(samples());
    for (String slice : slices) {
      if (!columns.contains(slice)) {
        throw new IllegalArgumentException(
            "there is no column '%s'; name one of %s".formatted(slice, String.join(", ", columns)));
      }
    }
    return this;
  }

  private static FittedTemperature anyTemperature(Split split) {
    return new FittedTemperature(1, 0, 0, 0, split.label(), 0);
  }

  private List<Sample> samples() {
    return samples == null ? dataset.samples(Split.TEST) : samples;
  }

  /**
   * Opens the models, scores them and closes them.
   *
   * @throws IllegalArgumentException as {@link #check}
   * @throws EvaluationException if no image could be scored, a label is out of range, or a model
   *     has other classes than the data set
   * @throws IOException if a model cannot be opened, a mask cannot be written, or the thread is
   *     interrupted
   * @throws IllegalStateException if a model fails
   */
  public Outcome run() throws IOException {
    check();
    List<Optional<FittedTemperature>> temperatures =
        temperatureSplit == null
            ? Collections.nCopies(models.size(), Optional.empty())
            : new Evaluator(dataset, dataset.samples(temperatureSplit), options)
                .fitTemperatures(models, temperatureSplit.label(), fittingListener);
    Evaluator.Found found =
        new Evaluator(dataset, samples(), options).find(models, temperatures, scorer, listener);
    EvaluationReport report =
        EvaluationReport.of(
            dataset.name(), part, options.size(), options.bootstrap(), found.results(), slices);
    return new Outcome(this, report, found.gallery());
  }

  /** Scores, which can be written to a folder. */
  public static final class Outcome {
    private final Evaluation evaluation;
    private final EvaluationReport report;
    private final ExampleGallery gallery;
    private final List<ScoreRequirement> requirements;

    private Outcome(Evaluation evaluation, EvaluationReport report, ExampleGallery gallery) {
      this.evaluation = evaluation;
      this.report = report;
      this.gallery = gallery;
      this.requirements = evaluation.requirements;
    }

    /** The scores of every model. */
    public EvaluationReport report() {
      return report;
    }

    /** The first score that is not as required, in one line; empty if all are. */
    public List<String> violations() {
      return report.violations(requirements);
    }

    /**
     * Writes the report's files and a page that shows them, with their checksums. They replace
     * those of an earlier evaluation together; other files stay. Reads all files of the data set
     * and the models for their fingerprints.
     *
     * @param folder created if it is missing
     * @throws IOException one line with the file that cannot be written or read any more
     */
    public void write(Path folder) throws IOException {
      write(folder, false);
    }

    /**
     * As {@link #write(Path)}, and {@value EvaluationReport#PARQUET_FILE} if wanted; see {@link
     * EvaluationReport#writeParquet}.
     */
    public void write(Path folder, boolean parquet) throws IOException {
      EvaluationPage page =
          EvaluationPage.of(
              report,
              gallery.groups(evaluation.dataset, evaluation.samples()),
              evaluation.provenance());
      FileSet.write(
          folder,
          temporary -> {
            report.write(temporary);
            if (parquet) {
              report.writeParquet(temporary);
            }
            page.write(temporary.resolve(PAGE_FILE));
          });
    }
  }

  private Provenance provenance() throws IOException {
    List<String> names = ShortNames.of(models.stream().map(Path::toString).toList());
    Map<String, String> origins = new LinkedHashMap<>();
    Map<String, String> dates = new LinkedHashMap<>();
    for (int i = 0; i < models.size(); i++) {
      Path file = models.get(i);
      origins.put(names.get(i), "%s, SHA-256 %s".formatted(file, Sha256.hex(file)));
      dates.put(names.get(i), day(Files.getLastModifiedTime(file).toInstant()));
    }
    return new Provenance(
        dataset.name() + ", " + part,
        fingerprint(),
        origins,
        dates,
        options.bootstrap().seed(),
        VinylVersion.current(),
        day(Instant.now()),
        command);
  }

  /** A missing file is no reason not to write a page of the others. */
  private String fingerprint() throws IOException {
    try {
      return dataset.fingerprint();
    } catch (DatasetException e) {
      return "none: " + e.problem().text();
    }
  }

  private static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneId.systemDefault()).toString();
  }
}
