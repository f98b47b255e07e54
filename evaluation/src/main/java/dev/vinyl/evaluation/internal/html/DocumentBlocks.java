package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.internal.html.DocumentPage.Bars;
import dev.vinyl.evaluation.internal.html.DocumentPage.Block;
import dev.vinyl.evaluation.internal.html.DocumentPage.CosineMap;
import dev.vinyl.evaluation.internal.html.DocumentPage.Curves;
import dev.vinyl.evaluation.internal.html.DocumentPage.Entry;
import dev.vinyl.evaluation.internal.html.DocumentPage.Maps;
import dev.vinyl.evaluation.internal.html.DocumentPage.Masked;
import dev.vinyl.evaluation.internal.html.DocumentPage.Masks;
import dev.vinyl.evaluation.internal.html.DocumentPage.Table;
import dev.vinyl.evaluation.internal.html.DocumentPage.Text;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Writes the parts of a {@link DocumentPage}. */
final class DocumentBlocks {
  private DocumentBlocks() {}

  /** Diagrams that follow each other stand side by side where there is room. */
  static void append(Markup page, List<Block> blocks) {
    boolean inFigures = false;
    boolean inExamples = false;
    for (Block block : blocks) {
      boolean figure = block instanceof Curves || block instanceof Bars;
      if (inFigures != figure) {
        inFigures = toggle(page, inFigures, "figures");
      }
      if (inExamples != block instanceof Maps) {
        inExamples = toggle(page, inExamples, "examples");
      }
      if (block instanceof Text text) {
        if (!text.heading().isEmpty()) {
          page.line().leaf("h3", text.heading(), "class", "later");
        }
        page.line().leaf("p", text.text());
      } else if (block instanceof Table table) {
        appendTable(page, table);
      } else if (block instanceof Curves curves) {
        appendCurves(page, curves);
      } else if (block instanceof Bars bars) {
        appendBars(page, bars);
      } else if (block instanceof Masks masks) {
        appendMasks(page, masks);
      } else if (block instanceof Maps maps) {
        appendMaps(page, maps);
      }
    }
    if (inFigures || inExamples) {
      page.close();
    }
  }

  private static boolean toggle(Markup page, boolean open, String style) {
    if (open) {
      page.close();
    } else {
      page.open("div", "class", style);
    }
    return !open;
  }

  private static void appendTable(Markup page, Table table) {
    Csv csv = new Csv(table.head());
    if (!table.heading().isEmpty()) {
      page.line().leaf("h3", table.heading(), "class", "later");
    }
    Page.tableHead(page, table.head());
    for (List<Entry> row : table.rows()) {
      page.line().open("tr");
      for (int i = 0; i < row.size(); i++) {
        if (i == 0) {
          page.open("th", "scope", "row");
        } else {
          page.open("td");
        }
        page.text(row.get(i).text());
        if (!row.get(i).note().isEmpty()) {
          page.leaf("span", row.get(i).note(), "class", "range");
        }
        page.close();
      }
      page.close();
      csv.row(row.stream().map(DocumentBlocks::plain).toList());
    }
    page.close().close().close();
    String name = table.heading().isEmpty() ? "table" : table.heading();
    page.open("p");
    Page.download(page, file(name), csv);
    page.close();
  }

  private static void appendBars(Markup page, Bars bars) {
    List<ConfidenceInterval> values =
        bars.shares().values().stream()
            .map(share -> new ConfidenceInterval(share, Double.NaN, Double.NaN, 0.95))
            .toList();
    page.line().open("figure").leaf("h3", bars.heading());
    new BarChart(
            bars.heading(),
            bars.label(),
            bars.label(),
            List.copyOf(bars.shares().keySet()),
            List.of(bars.label()),
            List.of(values))
        .appendTo(page);
    page.close();
  }

  private static void appendMasks(Markup page, Masks masks) {
    ImageSections.appendClassLegend(page, masks.classNames());
    page.line().open("div", "class", "examples");
    for (Masked image : masks.images()) {
      page.open("article", "class", "example").leaf("h4", image.id());
      if (!image.note().isEmpty()) {
        page.leaf("p", image.note());
      }
      page.open("div", "class", "tiles");
      ImageSections.appendTile(page, image.image(), "Image");
      ImageSections.appendTile(page, image.classes(), "Classes");
      page.close().close();
    }
    page.close();
  }

  private static String plain(Entry entry) {
    return entry.note().isEmpty() ? entry.text() : entry.text() + " (" + entry.note() + ")";
  }

  private static void appendCurves(Markup page, Curves curves) {
    page.line().open("figure").leaf("h3", curves.heading());
    new PointChart(curves).appendTo(page);
    Page.legend(page, List.copyOf(curves.lines().keySet()));
    page.open("figcaption").text(curves.caption() + " ");
    Csv csv = new Csv("line", curves.xLabel(), "estimate", "low", "high", "level");
    curves
        .lines()
        .forEach(
            (name, points) ->
                points.forEach(point -> csv.interval(point.y(), name, Csv.number(point.x()))));
    Page.download(page, file(curves.heading()), csv);
    page.close().close();
  }

  private static String file(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".csv";
  }

  private static void appendMaps(Markup page, Maps maps) {
    page.line().open("article", "class", "example").leaf("h4", maps.heading());
    page.open("div", "class", "tiles");
    maps.image()
        .map(Thumbnails::new)
        .ifPresent(small -> ImageSections.appendTile(page, small.image(), "Image"));
    maps.maps().forEach(map -> appendMap(page, map));
    page.close().close();
  }

  /** One unit of the drawing is a patch. */
  private static void appendMap(Markup page, CosineMap map) {
    String id = page.nextId();
    int rows = map.cosines().size();
    int columns = map.cosines().get(0).size();
    page.open("figure");
    page.open(
        "svg", "viewBox", "0 0 " + columns + " " + rows, "role", "img", "aria-labelledby", id);
    page.leaf("title", "Similarity map, " + map.caption(), "id", id);
    page.empty(
        "image",
        "class",
        "map",
        "href",
        DataUrl.png(image(map)),
        "preserveAspectRatio",
        "none",
        "width",
        Integer.toString(columns),
        "height",
        Integer.toString(rows));
    appendMarker(page, map, "marker under", "0.2");
    appendMarker(page, map, "marker", "0.1");
    page.close().leaf("figcaption", map.caption()).close();
  }

  private static BufferedImage image(CosineMap map) {
    int rows = map.cosines().size();
    int columns = map.cosines().get(0).size();
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        image.setRGB(column, row, ColorScale.color(map.cosines().get(row).get(column)));
      }
    }
    return image;
  }

  private static void appendMarker(Markup page, CosineMap map, String style, String width) {
    page.empty(
        "rect",
        "class",
        style,
        "stroke-width",
        width,
        "x",
        Integer.toString(map.column()),
        "y",
        Integer.toString(map.row()),
        "width",
        "1",
        "height",
        "1");
  }
}
