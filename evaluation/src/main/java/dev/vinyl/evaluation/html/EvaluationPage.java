package dev.vinyl.evaluation.html;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Scores of one or several models on the same pictures, as one HTML file.
 *
 * <pre>{@code
 * new EvaluationPage("Pets, test", classes, models, comparisons, "paper.miou", pictures, groups, provenance)
 *     .write(Path.of("report.html"));
 * }</pre>
 *
 * <p>Colours stand for models, in their order; six differ, and twelve can be told apart. A picture
 * that is shown takes about 10 KB for itself and 20 KB for each model.
 *
 * @param title of the page
 * @param classNames in the order of their indices
 * @param models at least one, all with these classes, no two of one name
 * @param comparisons of models with each other; may be empty
 * @param pictureScore name of the score that {@code pictures} and {@code groups} give
 * @param pictures every picture that was scored, in the order of the data set
 * @param groups pictures to look at
 * @param provenance where the numbers come from
 */
public record EvaluationPage(
    String title,
    List<String> classNames,
    List<ModelScores> models,
    List<ModelComparison> comparisons,
    String pictureScore,
    List<PictureScores> pictures,
    List<PictureGroup> groups,
    Provenance provenance) {

  /** Takes copies; checks that everything speaks of the same models and classes. */
  public EvaluationPage {
    classNames = List.copyOf(classNames);
    models = List.copyOf(models);
    comparisons = List.copyOf(comparisons);
    pictures = List.copyOf(pictures);
    groups = List.copyOf(groups);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("an evaluation page needs at least one model");
    }
    Set<String> names = new HashSet<>();
    for (ModelScores model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException("two models are named " + model.name());
      }
      if (model.iouByClass().size() != classNames.size()) {
        throw new IllegalArgumentException(
            "%s has %d classes, the page %d"
                .formatted(model.name(), model.iouByClass().size(), classNames.size()));
      }
    }
    for (PictureScores picture : pictures) {
      requireAll(picture.id(), picture.scores().size(), models.size());
    }
    for (PictureGroup group : groups) {
      group.examples().forEach(e -> requireAll(e.id(), e.scores().size(), names.size()));
    }
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
        "%s on %s pictures of %s. Ranges come from resampling pictures."
            .formatted(
                models.size() == 1 ? "One model" : models.size() + " models",
                Numbers.count(pictures.size()),
                provenance.dataset());
    Markup page = Page.begin(title, summary);
    new ScoreSections(classNames, models, comparisons).appendTo(page);
    new PictureSections(modelNames(), classNames, pictureScore, pictures, groups).appendTo(page);
    return Page.end(page, provenance);
  }

  private List<String> modelNames() {
    return models.stream().map(ModelScores::name).toList();
  }
}
