package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.CsvRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
   */
  public static EvaluationReport of(
      String dataset,
      String split,
      ScoringSize size,
      Bootstrap bootstrap,
      List<EvaluationResult> results,
      List<ScoreSlices> slices) {
    List<ModelComparison> comparisons =
        results.stream()
            .skip(1)
            .map(second -> ModelComparison.of(results.get(0), second, bootstrap))
            .toList();
    List<RunGroup> groups = RunGroup.of(results, bootstrap);
    List<GroupComparison> groupComparisons =
        groups.stream()
            .skip(1)
            .map(second -> GroupComparison.of(groups.get(0), second, results, bootstrap))
            .toList();
    return new EvaluationReport(
        dataset, split, size, results, comparisons, groups, groupComparisons, slices);
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
    write(folder.resolve(IMAGES_FILE), images(results));
    write(folder.resolve(CONFUSION_FILE), confusion(results));
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

  /** Scored images with their scores, then the skipped ones with their reason. */
  private static String images(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("model", "id", "file"));
    results.get(0).columns().forEach(column -> header.add(column.name()));
    header.add("skipped");
    append(csv, header);
    for (EvaluationResult result : results) {
      for (int i = 0; i < result.images().size(); i++) {
        Sample sample = result.images().get(i).sample();
        List<String> row = new ArrayList<>();
        row.addAll(List.of(result.model(), sample.id(), sample.image().toString()));
        for (MetricResult.Column column : result.columns()) {
          double value = column.values().get(i);
          row.add(Double.isNaN(value) ? "" : Double.toString(value));
        }
        row.add("");
        append(csv, row);
      }
      for (SkippedImage image : result.skipped()) {
        List<String> row = new ArrayList<>();
        row.addAll(List.of(result.model(), image.id(), image.file().toString()));
        row.addAll(Collections.nCopies(result.columns().size(), ""));
        row.add(image.reason());
        append(csv, row);
      }
    }
    return csv.toString();
  }

  /** Pixels: a row for each true class, a column for each predicted one. */
  private static String confusion(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("model", "truth"));
    header.addAll(results.get(0).classNames());
    append(csv, header);
    for (EvaluationResult result : results) {
      List<String> classes = result.classNames();
      ConfusionMatrix confusion = result.matrices().total();
      for (int target = 0; target < classes.size(); target++) {
        List<String> row = new ArrayList<>(List.of(result.model(), classes.get(target)));
        for (int prediction = 0; prediction < classes.size(); prediction++) {
          row.add(Long.toString(confusion.count(target, prediction)));
        }
        append(csv, row);
      }
    }
    return csv.toString();
  }

  private static void append(StringBuilder csv, List<String> values) {
    csv.append(CsvRow.of(values));
  }
}
