package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.ScoreResult;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The results of one or several models on the same images, as JSON and as files. A score that is
 * undefined (NaN, for a class that is absent everywhere) is {@code null} in JSON.
 *
 * @param dataset name of the data set
 * @param split name of the part that was scored
 * @param size at which predictions were compared with the ground truth
 * @param results of each model, at least one
 * @param comparisons of each further model with the first; over images alone
 * @param groups of models that differ in their seed alone; may be empty
 * @param groupComparisons of each further group with the first; over runs and images
 * @param slices scores of parts of the images
 */
public record EvaluationReport(
    String dataset,
    String split,
    ScoringSize size,
    List<EvaluationResult> results,
    List<ModelComparison> comparisons,
    List<RunGroup> groups,
    List<GroupComparison> groupComparisons,
    List<ScoreSlices> slices) {
  /** The scores that are shown first where not all are. */
  public static final List<String> HEADLINE = List.of("dataset.miou", "paper.miou");

  /** The score by which single images are shown. */
  public static final String IMAGE_SCORE = "image.miou.skip";

  /** All scores. */
  public static final String SCORES_FILE = "scores.json";

  /** A row for every model and image, for people. */
  public static final String IMAGES_FILE = "images.csv";

  /** A row for every model and image, for programs. */
  public static final String TABLE_FILE = "images.arrow";

  /** The same as {@value #TABLE_FILE}, for programs that read Parquet. */
  public static final String PARQUET_FILE = "images.parquet";

  /** A row for every model and true class. */
  public static final String CONFUSION_FILE = "confusion.csv";

  /** What {@link #write} writes. */
  public static final List<String> FILES =
      List.of(IMAGES_FILE, CONFUSION_FILE, TABLE_FILE, SCORES_FILE);

  /** Takes copies. */
  public EvaluationReport {
    results = List.copyOf(results);
    comparisons = List.copyOf(comparisons);
    groups = List.copyOf(groups);
    groupComparisons = List.copyOf(groupComparisons);
    slices = List.copyOf(slices);
    if (results.isEmpty()) {
      throw new IllegalArgumentException("a report needs the result of at least one model");
    }
  }

  /**
   * A report that compares every further model with the first, groups models that differ in their
   * seed alone, and compares every further group with the first.
   *
   * @param size at which predictions were compared with the ground truth
   * @param bootstrap with which the results came about
   * @param columns what the images are divided by too, some of {@link #sliceColumns}
   */
  public static EvaluationReport of(
      String dataset,
      String split,
      ScoringSize size,
      Bootstrap bootstrap,
      List<EvaluationResult> results,
      List<String> columns) {
    List<ModelComparison> comparisons =
        results.stream()
            .skip(1)
            .map(second -> ModelComparison.of(results.get(0), second, bootstrap))
            .toList();
    List<RunGroup> groups = RunGroups.find(results, bootstrap);
    List<GroupComparison> groupComparisons =
        groups.stream()
            .skip(1)
            .map(second -> RunGroups.compare(groups.get(0), second, results, bootstrap))
            .toList();
    List<ScoreSlices> slices = new ArrayList<>();
    for (EvaluationResult result : results) {
      columns.forEach(column -> slices.add(Slicing.of(result, column)));
    }
    return new EvaluationReport(
        dataset, split, size, results, comparisons, groups, groupComparisons, slices);
  }

  /**
   * What images can be divided by: the attributes of the data set, then {@code split}, {@code
   * object-size} (share of the scored pixels of the ground truth that are of the data set's
   * foreground, of the first class where it has none: {@code small} below 15 %, {@code medium}
   * below 35 %, else {@code large}) and {@code brightness} (mean luma: {@code dark} below 1/3,
   * {@code medium} below 2/3, else {@code bright}).
   */
  public static List<String> sliceColumns(List<Sample> samples) {
    return Slicing.names(samples);
  }

  /**
   * Writes {@value #SCORES_FILE}, {@value #IMAGES_FILE}, {@value #TABLE_FILE} and {@value
   * #CONFUSION_FILE}, each complete or not at all. So that they replace older ones together, write
   * them through {@link dev.vinyl.runtime.internal.io.FileSet}.
   *
   * @param folder created if it is missing
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path folder) throws IOException {
    write(folder.resolve(IMAGES_FILE), ReportCsv.images(results));
    write(folder.resolve(CONFUSION_FILE), ReportCsv.confusion(results));
    ImageTable.write(folder.resolve(TABLE_FILE), results);
    write(folder.resolve(SCORES_FILE), toJson() + "\n");
  }

  /**
   * Writes {@value #PARQUET_FILE}, complete or not at all: the rows and columns of {@value
   * #TABLE_FILE}. Needs {@code blue.strategic.parquet:parquet-floor} on the class path, which
   * {@code vinyl-evaluation} does not bring.
   *
   * @param folder created if it is missing
   * @throws IOException one line with the file that cannot be written, also if the library is
   *     missing
   */
  public void writeParquet(Path folder) throws IOException {
    Path file = folder.resolve(PARQUET_FILE);
    try {
      ParquetImageTable.write(file, results);
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "cannot write %s: blue.strategic.parquet:parquet-floor is needed; put it on the class path"
              .formatted(file),
          e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What share of the images is scored, in a few words; empty where it is all of them. It belongs
   * into the first line of whatever shows the scores.
   */
  public Optional<String> incompleteness() {
    long scored = images();
    long skipped = results.get(0).skipped().size();
    return skipped == 0
        ? Optional.empty()
        : Optional.of(
            "only %d %% of the images could be scored"
                .formatted(100 * scored / (scored + skipped)));
  }

  /**
   * One JSON object: {@code warning} (where images were skipped), {@code dataset}, {@code split},
   * {@code size}, {@code images} and {@code skipped} (images scored and left out), {@code
   * skippedPictures}, {@code models}, {@code comparisons}, {@code groups} and {@code
   * groupComparisons}. The module's README lists what each of them holds.
   */
  public String toJson() {
    return ReportJson.write(this);
  }

  /** How many images were scored. */
  public int images() {
    return results.get(0).images().size();
  }

  /** All scores for people: one under the other, a column for each model. */
  public String toTable() {
    return ScoreTable.of(this);
  }

  /**
   * The paths of all numbers that {@code scores} of a model can hold in JSON, such as {@code
   * dataset.miou}, in their order. Each metric is asked for them with an image of one pixel.
   *
   * @param metrics that will be measured
   * @param context with a temperature if calibration is measured at a fitted one too
   */
  public static List<String> scoreNames(List<Metric> metrics, Metric.Context context) {
    return ReportJson.names(metrics, context);
  }

  /**
   * Whether every model reaches what is required.
   *
   * @return the first that does not hold, in one line; empty if all hold
   */
  public List<String> violations(List<ScoreRequirement> requirements) {
    return ReportJson.violations(this, requirements);
  }

  /**
   * How a model's scores differ from those of another one on the same images.
   *
   * @param first the model that is compared with
   * @param second the model whose score is taken minus that of the first
   * @param differences by the scores' names
   */
  public record ModelComparison(
      String first, String second, Map<String, PairedDifference> differences) {

    /** Takes a copy that keeps the order. */
    public ModelComparison {
      differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }

    /**
     * Compares two results by all scores that have values of single images.
     *
     * @throws IllegalArgumentException if they are not of the same images
     */
    public static ModelComparison of(
        EvaluationResult first, EvaluationResult second, Bootstrap bootstrap) {
      Map<String, PairedDifference> differences = new LinkedHashMap<>();
      for (ScoreResult ofFirst : first.scores()) {
        Optional<ScoreResult> ofSecond = second.find(ofFirst.name());
        if (ofFirst.isCompared() && ofSecond.isPresent()) {
          differences.put(ofFirst.name(), ofFirst.difference(ofSecond.get(), bootstrap));
        }
      }
      return new ModelComparison(first.model(), second.model(), differences);
    }
  }

  /**
   * Models that differ in their seed alone: runs of one recipe, by what their files say. A model
   * whose file does not say everything is in no group; of a run that is there twice, the first
   * counts.
   *
   * @param name such as {@code group 1}
   * @param models their places among the results, from 0; at least 2
   * @param seeds of the models, in their order
   * @param encoder what the runs began with
   * @param provenance what all of them say of themselves
   * @param scores over runs and images, by their paths in JSON; those that every run has
   */
  public record RunGroup(
      String name,
      List<Integer> models,
      List<String> seeds,
      FirstEncoder encoder,
      Map<String, String> provenance,
      Map<String, RunScore> scores) {

    /** What the encoders of a group's runs were before their training. */
    public enum FirstEncoder {
      /** Drawn anew for each run. */
      DRAWN,
      /** The same for all runs, so that nothing here tells how its own training varies. */
      SHARED,
      /** Of several runs of an earlier stage, which differ in their seed alone too. */
      SEVERAL;

      /** As JSON calls it. */
      public String label() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /**
     * A score of a group.
     *
     * @param standardDeviation of the runs' scores, the sample's
     * @param interval mean over the runs with the interval that Student's t over runs and images
     *     gives, within the values that the score can have
     * @param bootstrap the same mean with the interval of drawing runs and images (Owen 2007),
     *     which is too narrow for few runs
     */
    public record RunScore(
        double standardDeviation, ConfidenceInterval interval, ConfidenceInterval bootstrap) {}

    /** Takes copies that keep the order. */
    public RunGroup {
      models = List.copyOf(models);
      seeds = List.copyOf(seeds);
      provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }
  }

  /**
   * How the scores of a group of runs differ from those of another group on the same images.
   *
   * @param first the group that is compared with
   * @param second the group whose mean is taken minus that of the first
   * @param differences by the scores' paths in JSON; those that all runs have
   */
  public record GroupComparison(String first, String second, Map<String, Difference> differences) {

    /**
     * Of one score.
     *
     * @param interval difference of the means with the interval that Student's t over runs and
     *     images gives, within what a difference can be
     * @param bootstrap the same difference with the interval of drawing runs and images
     */
    public record Difference(ConfidenceInterval interval, ConfidenceInterval bootstrap) {

      /**
       * Whether the interval leaves out 0: neither other images nor other seeds explain it well.
       */
      public boolean significant() {
        return !interval.contains(0);
      }
    }

    /** Takes a copy that keeps the order. */
    public GroupComparison {
      differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }
  }

  /**
   * A model's scores on parts of the images that have something in common.
   *
   * @param model its name
   * @param column what the images are divided by, one of {@link #sliceColumns}
   * @param slices by value of the column, ascending
   */
  public record ScoreSlices(String model, String column, Map<String, Slice> slices) {

    /**
     * One part.
     *
     * @param images how many images
     * @param datasetMiou {@code dataset.miou} of them
     * @param paperMiou {@code paper.miou} of them
     */
    public record Slice(int images, double datasetMiou, double paperMiou) {}

    /** Takes a copy that keeps the order. */
    public ScoreSlices {
      slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
    }

    /** Those of each column, columns and models in the order given. */
    public static Map<String, List<ScoreSlices>> byColumn(List<ScoreSlices> slices) {
      return slices.stream()
          .collect(
              Collectors.groupingBy(ScoreSlices::column, LinkedHashMap::new, Collectors.toList()));
    }
  }
}
