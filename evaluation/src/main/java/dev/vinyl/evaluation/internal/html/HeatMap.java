package dev.vinyl.evaluation.internal.html;

import java.util.ArrayList;
import java.util.List;

/**
 * A square of values 0..1, the larger the stronger in colour. Values are written into the cells as
 * long as there is room for them, and each cell says its own when it is pointed at.
 *
 * @param columnLabel what the columns are; may be empty
 * @param rowLabel what the rows are; may be empty
 * @param names of rows and columns alike
 * @param values [names, names], rows from the top; NaN where undefined
 * @param hints [names, names], what a cell says of itself
 */
record HeatMap(
    String title,
    String description,
    String rowLabel,
    String columnLabel,
    List<String> names,
    List<List<Double>> values,
    List<List<String>> hints)
    implements Chart {
  private static final double LEFT = 118;
  private static final double TOP = 8;
  private static final double MARGIN = 12;
  private static final double LEAST_CELL = 16;
  private static final double HIGHEST_CELL = 62;
  private static final int MOST_WRITTEN = 8;
  private static final double STRONG = 0.55;

  HeatMap {
    names = List.copyOf(names);
    values = copy(values);
    hints = copy(hints);
  }

  private static <T> List<List<T>> copy(List<List<T>> rows) {
    List<List<T>> copy = new ArrayList<>();
    rows.forEach(row -> copy.add(List.copyOf(row)));
    return List.copyOf(copy);
  }

  @Override
  public void appendTo(Markup page) {
    double width = Math.max(WIDTH, LEFT + LEAST_CELL * names.size() + MARGIN);
    double right = width - MARGIN;
    double cellWidth = (right - LEFT) / names.size();
    double cellHeight = Math.min(HIGHEST_CELL, cellWidth);
    double bottom = TOP + cellHeight * names.size();
    boolean slanted = names.size() > 4;
    double height = bottom + (slanted ? 98 : 24) + (columnLabel.isEmpty() ? 0 : 20);
    Chart.open(page, width, height, title, description);
    for (int row = 0; row < names.size(); row++) {
      double y = TOP + row * cellHeight;
      String name = Chart.shortened(names.get(row), 17);
      Chart.text(page, "tick", "end", LEFT - 8, y + cellHeight / 2 + 4, name);
      for (int column = 0; column < names.size(); column++) {
        appendCell(page, row, column, LEFT + column * cellWidth, y, cellWidth, cellHeight);
      }
    }
    for (int column = 0; column < names.size(); column++) {
      double x = LEFT + (column + 0.5) * cellWidth;
      appendColumnName(page, names.get(column), x, bottom + 15, slanted, cellWidth);
    }
    appendLabels(page, right, bottom, height);
    page.close();
  }

  private void appendLabels(Markup page, double right, double bottom, double height) {
    if (!columnLabel.isEmpty()) {
      Chart.text(page, "label", "middle", (LEFT + right) / 2, height - 6, columnLabel);
    }
    if (!rowLabel.isEmpty()) {
      page.leaf(
          "text",
          rowLabel,
          "class",
          "label",
          "text-anchor",
          "middle",
          "transform",
          "translate(13 " + Numbers.coordinate((TOP + bottom) / 2) + ") rotate(-90)");
    }
  }

  private void appendCell(
      Markup page, int row, int column, double x, double y, double width, double height) {
    double value = values.get(row).get(column);
    double strength = Double.isFinite(value) ? Math.max(0, Math.min(1, value)) : 0;
    double gap = names.size() > MOST_WRITTEN ? 0.5 : 2;
    page.open(
        "rect",
        "class",
        Double.isFinite(value) ? "cell" : "cell undefined",
        "fill-opacity",
        Numbers.axis(0.05 + 0.95 * strength),
        "x",
        Numbers.coordinate(x),
        "y",
        Numbers.coordinate(y),
        "width",
        Numbers.coordinate(width - gap),
        "height",
        Numbers.coordinate(height - gap));
    page.leaf("title", hints.get(row).get(column)).close();
    if (names.size() <= MOST_WRITTEN) {
      String style = strength > STRONG ? "cellvalue strong" : "cellvalue";
      double middle = x + (width - gap) / 2;
      String label = Double.isFinite(value) ? Numbers.score(value) : Numbers.ABSENT;
      Chart.text(page, style, "middle", middle, y + height / 2 + 4, label);
    }
  }

  private static void appendColumnName(
      Markup page, String name, double x, double y, boolean slanted, double width) {
    if (!slanted) {
      Chart.text(page, "tick", "middle", x, y, Chart.shortened(name, (int) (width / 6.5)));
      return;
    }
    page.leaf(
        "text",
        Chart.shortened(name, 15),
        "class",
        "tick",
        "text-anchor",
        "end",
        "transform",
        "translate(%s %s) rotate(-60)"
            .formatted(Numbers.coordinate(x + 4), Numbers.coordinate(y - 3)));
  }
}
