package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.SimilarityMap;
import java.util.List;

/** The section with images, their masks and the similarity maps of some patches. */
record SimilaritySection(
    List<String> encoders, List<String> classNames, List<SimilarityExample> examples) {

  void appendTo(Markup page) {
    Page.section(
        page, "Similarity maps", "Cosine similarity of all patches with the one in the frame.");
    page.open("div", "class", "scale").leaf("span", Numbers.axis(ColorScale.LOW));
    page.empty("img", "src", DataUrl.png(ColorScale.bar()), "alt", "colours from low to high");
    page.leaf("span", Numbers.axis(ColorScale.HIGH)).close();
    if (!classNames.isEmpty()) {
      ImageSections.appendClassLegend(page, classNames);
    }
    page.open("div", "class", "examples");
    examples.forEach(example -> appendExample(page, example));
    page.close();
    Page.download(page, "similarity.csv", csv());
    page.close();
  }

  private void appendExample(Markup page, SimilarityExample example) {
    page.line().open("article", "class", "example").leaf("h4", example.id());
    page.open("div", "class", "tiles");
    example.image().map(Thumbnails::new).ifPresent(small -> appendImage(page, example, small));
    for (SimilarityExample.Reference reference : example.references()) {
      for (int e = 0; e < encoders.size(); e++) {
        appendMap(page, encoders.get(e) + ", " + reference.name(), reference.maps().get(e));
      }
    }
    page.close().close();
  }

  private static void appendImage(Markup page, SimilarityExample example, Thumbnails small) {
    ImageSections.appendTile(page, small.image(), "Image");
    example.mask().ifPresent(mask -> ImageSections.appendTile(page, small.overlay(mask), "Mask"));
  }

  /** One unit of the drawing is a patch. */
  private static void appendMap(Markup page, String caption, SimilarityMap map) {
    String titleId = page.nextId();
    String columns = Integer.toString(map.columns());
    String rows = Integer.toString(map.rows());
    page.open("figure");
    page.open(
        "svg", "viewBox", "0 0 " + columns + " " + rows, "role", "img", "aria-labelledby", titleId);
    page.leaf("title", "Similarity map, " + caption, "id", titleId);
    page.empty(
        "image",
        "class",
        "map",
        "href",
        DataUrl.png(ColorScale.image(map)),
        "preserveAspectRatio",
        "none",
        "width",
        columns,
        "height",
        rows);
    appendMarker(page, map, "marker under", 0.2);
    appendMarker(page, map, "marker", 0.1);
    page.close().leaf("figcaption", caption).close();
  }

  private static void appendMarker(Markup page, SimilarityMap map, String style, double width) {
    page.empty(
        "rect",
        "class",
        style,
        "stroke-width",
        Numbers.axis(width),
        "x",
        Integer.toString(map.reference() % map.columns()),
        "y",
        Integer.toString(map.reference() / map.columns()),
        "width",
        "1",
        "height",
        "1");
  }

  private Csv csv() {
    Csv csv = new Csv("id", "reference", "encoder", "row", "column", "cosine");
    for (SimilarityExample example : examples) {
      for (SimilarityExample.Reference reference : example.references()) {
        for (int e = 0; e < encoders.size(); e++) {
          append(csv, example.id(), reference.name(), encoders.get(e), reference.maps().get(e));
        }
      }
    }
    return csv;
  }

  private static void append(
      Csv csv, String id, String reference, String encoder, SimilarityMap map) {
    for (int row = 0; row < map.rows(); row++) {
      for (int column = 0; column < map.columns(); column++) {
        csv.row(
            id,
            reference,
            encoder,
            Integer.toString(row),
            Integer.toString(column),
            Csv.number(map.get(row, column)));
      }
    }
  }
}
