package dev.vinyl.evaluation.internal.html;

/** A drawing that puts itself into a page. */
interface Chart {
  /** Width of every drawing in its own units, which are pixels where there is room for them. */
  int WIDTH = 440;

  void appendTo(Markup page);

  /** Opens an {@code svg} with what those hear of it who do not see it; the caller closes it. */
  static void open(Markup page, double width, double height, String title, String description) {
    String titleId = page.nextId();
    String descriptionId = page.nextId();
    page.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 " + Numbers.coordinate(width) + " " + Numbers.coordinate(height),
        "role",
        "img",
        "aria-labelledby",
        titleId + " " + descriptionId);
    page.leaf("title", title, "id", titleId);
    page.leaf("desc", description, "id", descriptionId);
  }

  static void line(Markup page, String style, double x1, double y1, double x2, double y2) {
    page.empty(
        "line",
        "class",
        style,
        "x1",
        Numbers.coordinate(x1),
        "y1",
        Numbers.coordinate(y1),
        "x2",
        Numbers.coordinate(x2),
        "y2",
        Numbers.coordinate(y2));
  }

  /** A rectangle with a hint that shows when it is pointed at. */
  static void rectangle(
      Markup page, String style, double x, double y, double width, double height, String hint) {
    page.open(
        "rect",
        "class",
        style,
        "x",
        Numbers.coordinate(x),
        "y",
        Numbers.coordinate(y),
        "width",
        Numbers.coordinate(width),
        "height",
        Numbers.coordinate(height));
    page.leaf("title", hint).close();
  }

  /** Text whose {@code anchor} (start, middle or end) is at the place. */
  static void text(Markup page, String style, String anchor, double x, double y, String text) {
    page.leaf(
        "text",
        text,
        "class",
        style,
        "text-anchor",
        anchor,
        "x",
        Numbers.coordinate(x),
        "y",
        Numbers.coordinate(y));
  }

  /** The class of a series' colour; there are six, with the pattern of the line changing after. */
  static String series(int index) {
    return "s" + index % 6 + (index >= 6 ? " again" : "");
  }

  /** As much of a text as fits, its end cut off. */
  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "\u2026";
  }
}
