package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Palette;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections with single images: those to look at, and the table of all.
 *
 * @param anchors where an image is shown first, by its id; filled while the page is written
 */
record ImageSections(
    List<String> models,
    List<String> classNames,
    String score,
    long imageCount,
    List<EvaluationPage.Image> images,
    List<ImageGroup> groups,
    Map<String, String> anchors) {

  ImageSections(
      List<String> models,
      List<String> classNames,
      String score,
      long imageCount,
      List<EvaluationPage.Image> images,
      List<ImageGroup> groups) {
    this(models, classNames, score, imageCount, images, groups, new HashMap<>());
  }

  void appendTo(Markup page) {
    if (!groups.isEmpty()) {
      appendGroups(page);
    }
    if (!images.isEmpty()) {
      appendTable(page);
    }
  }

  private void appendGroups(Markup page) {
    Page.section(
        page,
        "Images",
        "Ground truth and predictions in the colours of the classes; errors in red.");
    appendClassLegend(page, classNames);
    for (ImageGroup group : groups) {
      page.line().leaf("h3", group.heading()).leaf("p", group.explanation(), "class", "note");
      page.open("div", "class", "examples");
      group.examples().forEach(example -> appendExample(page, example));
      page.close();
    }
    page.close();
  }

  /** What the colours of masks mean; folded where there are many. */
  static void appendClassLegend(Markup page, List<String> classNames) {
    boolean many = classNames.size() > ClassSection.MANY;
    if (many) {
      int colours = Palette.standard().colors().size();
      String repeated =
          classNames.size() > colours ? "; %d colours, which repeat".formatted(colours) : "";
      page.open("details", "class", "all");
      page.leaf("summary", "Colours of the %d classes%s".formatted(classNames.size(), repeated));
    }
    page.open("ul", "class", "legend");
    for (int c = 0; c < classNames.size(); c++) {
      page.open("li");
      String colour = "color:" + Palette.standard().color(c).toHex();
      page.leaf("span", "", "class", "swatch", "style", colour, "aria-hidden", "true");
      page.text(classNames.get(c)).close();
    }
    page.close();
    if (many) {
      page.close();
    }
  }

  private void appendExample(Markup page, ImageGroup.Example example) {
    Thumbnails small = new Thumbnails(example.image());
    String anchor = page.nextId();
    anchors.putIfAbsent(example.id(), anchor);
    page.line().open("article", "class", "example", "id", anchor).leaf("h4", example.id());
    page.open("div", "class", "tiles");
    appendTile(page, small.image(), "Image");
    appendTile(page, small.overlay(example.target()), "Ground truth");
    for (int m = 0; m < models.size(); m++) {
      ClassMask prediction = example.predictions().get(m);
      String caption = models.get(m) + ": " + Numbers.score(example.scores().get(m));
      appendTile(page, small.overlay(prediction), caption);
      appendTile(page, small.errors(example.target(), prediction), "Errors of " + models.get(m));
    }
    page.close().close();
  }

  static void appendTile(Markup page, String url, String caption) {
    page.open("figure").empty("img", "src", url, "alt", caption);
    page.leaf("figcaption", caption).close();
  }

  private void appendTable(Markup page) {
    String which =
        images.size() == imageCount
            ? "By %s.".formatted(score)
            : "The %s lowest by %s; images.csv has all."
                .formatted(Numbers.count(images.size()), score);
    boolean linked = images.stream().anyMatch(image -> image.file().isPresent());
    String how =
        (linked
                ? " A name opens the image's file, where the page is read from disk on the machine"
                    + " that made it."
                : "")
            + (anchors.isEmpty()
                ? ""
                : " %s are shown above with their masks; the others are not in this page."
                    .formatted(Numbers.count(anchors.size())));
    Page.section(page, "All images", which + " Click on a heading to sort by its column." + how);
    String tableId = page.nextId();
    List<String> header = new ArrayList<>(List.of("id"));
    header.addAll(models);
    Csv csv = new Csv(header);
    for (EvaluationPage.Image image : images) {
      List<String> row = new ArrayList<>(List.of(image.id()));
      image.scores().forEach(value -> row.add(Csv.number(value)));
      csv.row(row);
    }
    SortableTable.tools(page, tableId, "images.csv", csv);
    List<String> head = new ArrayList<>(List.of("Image"));
    head.addAll(models);
    if (models.size() > 1) {
      head.add("Last minus first");
    }
    SortableTable.begin(page, tableId, head);
    images.forEach(image -> appendRow(page, image));
    page.close().close().close().close();
  }

  private void appendRow(Markup page, EvaluationPage.Image image) {
    page.line().open("tr").open("td", "data-value", image.id());
    image
        .file()
        .ifPresentOrElse(
            file -> page.leaf("a", image.id(), "href", file.toUri().toString()),
            () -> page.text(image.id()));
    String anchor = anchors.get(image.id());
    if (anchor != null) {
      page.text(" ").leaf("a", "shown above", "class", "shown", "href", "#" + anchor);
    }
    page.close();
    for (double value : image.scores()) {
      SortableTable.number(page, Numbers.score(value), value);
    }
    if (models.size() > 1) {
      double change = image.scores().get(models.size() - 1) - image.scores().get(0);
      SortableTable.number(page, Numbers.change(change), change);
    }
    page.close();
  }
}
