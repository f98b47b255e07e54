package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scores of one or several models on the same images, as one HTML file.
 *
 * <p>Colours stand for models, in their order; six differ, and twelve can be told apart. An image
 * that is shown takes up to 40 KB for itself and 40 KB for each model.
 *
 * @param title of the page
 * @param classNames in the order of their indices
 * @param models at least one, no two of one name
 * @param comparisons of models with each other; may be empty
 * @param groups of models that differ in their seed alone; may be empty
 * @param groupComparisons of those groups with each other; may be empty
 * @param slices of the models' scores; may be empty
 * @param imageScore name of the score that {@code images} and {@code examples} give
 * @param images how many images were scored
 * @param images those that were scored, or the worst of them if there are very many
 * @param examples images to look at
 * @param skipped images that could not be read
 * @param provenance where the numbers come from
 */
public record EvaluationPage(
    String title,
    List<String> classNames,
    List<ModelScores> models,
    List<ModelComparison> comparisons,
    List<Group> groups,
    List<GroupComparison> groupComparisons,
    List<ScoreSlices> slices,
    String imageScore,
    long imageCount,
    List<Image> images,
    List<ImageGroup> examples,
    List<SkippedImage> skipped,
    Provenance provenance) {
  /** The name of the file in a folder of results. */
  public static final String FILE = "report.html";

  private static final List<String> MODEL_KEYS =
      List.of("recipe", "seed", "epochs", "data", "precision");

  /** Takes copies; checks that everything speaks of the same models. */
  public EvaluationPage {
    classNames = List.copyOf(classNames);
    models = List.copyOf(models);
    comparisons = List.copyOf(comparisons);
    slices = List.copyOf(slices);
    skipped = List.copyOf(skipped);
    images = List.copyOf(images);
    groups = List.copyOf(groups);
    groupComparisons = List.copyOf(groupComparisons);
    examples = List.copyOf(examples);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("an evaluation page needs at least one model");
    }
    Set<String> names = new HashSet<>();
    for (ModelScores model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException("two models are named " + model.name());
      }
    }
    for (Image image : images) {
      requireAll(image.id(), image.scores().size(), models.size());
    }
    for (ImageGroup group : examples) {
      group.examples().forEach(e -> requireAll(e.id(), e.scores().size(), names.size()));
    }
  }

  /**
   * The page of a report. Models are called by the names of their files.
   *
   * @param groups images to look at, such as the best and the worst; may be empty
   */
  public static EvaluationPage of(
      EvaluationReport report, List<ImageGroup> groups, Provenance provenance) {
    return new ReportContent(report).page(groups, provenance);
  }

  private static void requireAll(String id, int scores, int models) {
    if (scores != models) {
      throw new IllegalArgumentException(
          "%s has %d scores for %d models".formatted(id, scores, models));
    }
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param file replaced if it is there
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path file) throws IOException {
    Page.write(toHtml(), file);
  }

  /** The page as text, to be stored as UTF-8. */
  public String toHtml() {
    String summary =
        "%s on %s images of %s."
            .formatted(
                models.size() == 1 ? "One model" : models.size() + " models",
                Numbers.count(imageCount),
                provenance.dataset());
    Markup page = Page.begin(title, summary);
    if (models.stream().anyMatch(model -> !model.provenance().isEmpty())) {
      appendModels(page);
    }
    if (!groups.isEmpty()) {
      new RunSections(groups, groupComparisons, measures()).appendTo(page);
    }
    new ScoreSections(models, comparisons, measures()).appendTo(page);
    if (!slices.isEmpty()) {
      new SliceSection(slices).appendTo(page);
    }
    new ImageSections(modelNames(), classNames, imageScore, imageCount, images, examples)
        .appendTo(page);
    Page.skipped(page, skipped);
    return Page.end(page, provenance);
  }

  /** The section that says what the models are. */
  private void appendModels(Markup page) {
    Page.section(page, "Models", "From the metadata of the files; all of it is under More.");
    Page.tableHead(
        page,
        List.of("Model", "Recipe", "Seed", "Epochs", "Trained on", "Precision", "Written", ""));
    for (ModelScores model : models) {
      page.line().open("tr").leaf("th", model.name(), "scope", "row");
      for (String key : MODEL_KEYS) {
        page.leaf("td", model.provenance().getOrDefault(key, Numbers.UNDEFINED), "class", "text");
      }
      page.leaf(
          "td", provenance.dates().getOrDefault(model.name(), Numbers.UNDEFINED), "class", "text");
      page.open("td", "class", "text");
      page.open("details").leaf("summary", "More").open("dl");
      String file = provenance.models().get(model.name());
      if (file != null) {
        page.leaf("dt", "file").leaf("dd", file);
      }
      model
          .provenance()
          .forEach((key, value) -> page.leaf("dt", key.replace('_', ' ')).leaf("dd", value));
      page.close().close().close().close();
    }
    page.close().close().close().close();
  }

  /** The scores in tables, each with what it is in a line. */
  private Map<String, String> measures() {
    Map<String, String> lines = new LinkedHashMap<>();
    for (ModelScores model : models) {
      for (Score score : model.scores().keySet()) {
        if (score.kind() == Score.Kind.SINGLE) {
          lines.putIfAbsent(score.name(), score.description());
        }
      }
    }
    return lines;
  }

  private List<String> modelNames() {
    return models.stream().map(ModelScores::name).toList();
  }

  /**
   * A row of the table of images.
   *
   * @param id of the image
   * @param file of the image, which its name on the page opens; empty for a name alone
   * @param scores one for each model in their order, 0..1; NaN where the image has none
   */
  public record Image(String id, Optional<Path> file, List<Double> scores) {

    /** Takes a copy. */
    public Image {
      scores = List.copyOf(scores);
    }
  }

  /**
   * A group of runs on a page.
   *
   * @param group its scores
   * @param models what the page calls its models, in their order
   */
  public record Group(RunGroup group, List<String> models) {

    /** Takes a copy. */
    public Group {
      models = List.copyOf(models);
      if (models.size() != group.models().size()) {
        throw new IllegalArgumentException(
            "%s has %d models and %d names"
                .formatted(group.name(), group.models().size(), models.size()));
      }
    }
  }

  /**
   * Images that are shown for the same reason.
   *
   * @param heading such as {@code Most changed}
   * @param explanation how they were chosen, in one sentence
   * @param examples in the order they are shown
   */
  public record ImageGroup(String heading, String explanation, List<Example> examples) {

    /** Takes a copy. */
    public ImageGroup {
      examples = List.copyOf(examples);
    }

    /**
     * An image with its ground truth and what each model saw in it. The page shrinks all of them.
     *
     * @param id of the image
     * @param image of any size
     * @param target of any size; {@link ClassMask#IGNORE} where nothing was scored
     * @param predictions one for each model in their order, of any size
     * @param scores one for each model in their order, 0..1; NaN where there is none
     */
    public record Example(
        String id,
        RgbImage image,
        ClassMask target,
        List<ClassMask> predictions,
        List<Double> scores) {

      /** Takes copies; checks that there is a score for each prediction. */
      public Example {
        predictions = List.copyOf(predictions);
        scores = List.copyOf(scores);
        if (scores.size() != predictions.size()) {
          throw new IllegalArgumentException(
              "%s has %d predictions and %d scores"
                  .formatted(id, predictions.size(), scores.size()));
        }
      }
    }
  }
}
