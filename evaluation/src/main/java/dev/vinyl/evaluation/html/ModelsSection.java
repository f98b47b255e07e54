package dev.vinyl.evaluation.html;

import java.util.List;

/** The section that says what the models are. */
record ModelsSection(List<ModelScores> models, Provenance origin) {
  private static final List<String> KEYS = List.of("recipe", "seed", "epochs", "data", "precision");

  void appendTo(Markup page) {
    Page.section(page, "Models", "From the metadata of the files; all of it is under More.");
    Page.tableHead(
        page,
        List.of("Model", "Recipe", "Seed", "Epochs", "Trained on", "Precision", "Written", ""));
    for (ModelScores model : models) {
      page.line().open("tr").leaf("th", model.name(), "scope", "row");
      for (String key : KEYS) {
        page.leaf("td", model.provenance().getOrDefault(key, Numbers.UNDEFINED), "class", "text");
      }
      page.leaf(
          "td", origin.dates().getOrDefault(model.name(), Numbers.UNDEFINED), "class", "text");
      page.open("td", "class", "text");
      page.open("details").leaf("summary", "More").open("dl");
      String file = origin.models().get(model.name());
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
}
