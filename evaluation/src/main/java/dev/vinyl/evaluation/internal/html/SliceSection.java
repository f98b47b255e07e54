package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section with scores of parts of the images: a table for each column they are divided by. */
record SliceSection(List<ScoreSlices> slices) {

  void appendTo(Markup page) {
    Page.section(page, "Slices", "dataset.miou of the images that have something in common.");
    page.open("div", "class", "figures");
    ScoreSlices.byColumn(slices).forEach((column, models) -> appendTable(page, column, models));
    page.close().close();
  }

  private static void appendTable(Markup page, String column, List<ScoreSlices> models) {
    Csv csv = new Csv("model", column, "images", "dataset.miou", "paper.miou");
    page.line().open("figure").leaf("h3", "By " + column);
    page.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    page.leaf("th", column, "scope", "col").leaf("th", "Images", "scope", "col");
    models.forEach(model -> page.leaf("th", model.model(), "scope", "col"));
    page.close().close().open("tbody");
    Set<String> values = new LinkedHashSet<>();
    models.forEach(model -> values.addAll(model.slices().keySet()));
    for (String value : values) {
      page.line().open("tr").leaf("th", value, "scope", "row");
      page.leaf("td", Numbers.count(images(models, value)));
      for (ScoreSlices model : models) {
        ScoreSlices.Slice slice = model.slices().get(value);
        page.leaf("td", slice == null ? Numbers.UNDEFINED : Numbers.score(slice.datasetMiou()));
        append(csv, model.model(), value, slice);
      }
      page.close();
    }
    page.close().close().close().open("figcaption");
    Page.download(page, column + ".csv", csv);
    page.close().close();
  }

  private static int images(List<ScoreSlices> models, String value) {
    return models.stream()
        .map(model -> model.slices().get(value))
        .mapToInt(slice -> slice == null ? 0 : slice.images())
        .max()
        .orElse(0);
  }

  private static void append(
      Csv csv, String model, String value, ScoreSlices.@Nullable Slice slice) {
    if (slice != null) {
      csv.row(
          model,
          value,
          Integer.toString(slice.images()),
          Csv.number(slice.datasetMiou()),
          Csv.number(slice.paperMiou()));
    }
  }
}
