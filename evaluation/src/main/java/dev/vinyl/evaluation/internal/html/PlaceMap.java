package dev.vinyl.evaluation.internal.html;

import java.util.List;

/**
 * A grid of patches, each the stronger in colour the larger its value is beside the largest; a
 * patch says its own when it is pointed at.
 *
 * @param columns of the grid
 * @param shares row by row, 0..1, one of them above 0
 */
record PlaceMap(String title, String description, int columns, List<Double> shares)
    implements Chart {
  private static final double SIDE = 200;

  @Override
  public void appendTo(Markup page) {
    double cell = SIDE / columns;
    double largest = shares.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    int rows = shares.size() / columns;
    Chart.open(page, WIDTH, rows * cell, title, description);
    for (int i = 0; i < shares.size(); i++) {
      int row = i / columns;
      int column = i % columns;
      page.open(
          "rect",
          "class",
          "cell",
          "fill-opacity",
          Numbers.axis(0.05 + 0.95 * shares.get(i) / largest),
          "x",
          Numbers.coordinate(column * cell),
          "y",
          Numbers.coordinate(row * cell),
          "width",
          Numbers.coordinate(cell * 0.94),
          "height",
          Numbers.coordinate(cell * 0.94));
      String place = "row %d, column %d: ".formatted(row, column);
      page.leaf("title", place + Numbers.smallPercent(shares.get(i)) + " of images").close();
    }
    page.close();
  }
}
