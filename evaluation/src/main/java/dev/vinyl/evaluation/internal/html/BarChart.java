package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * Bars from the left, a group for each category and in it one for each series, with whiskers where
 * an interval is known. Values 0..1.
 *
 * @param categories names of the groups
 * @param series names of the bars in a group, in the order of their colours
 * @param values [series, categories]
 */
record BarChart(
    String title,
    String description,
    String axisLabel,
    List<String> categories,
    List<String> series,
    List<List<ConfidenceInterval>> values)
    implements Chart {
  private static final double BAR = 15;
  private static final double HEADING = 20;
  private static final double GAP = 10;
  private static final double LEFT = 4;
  private static final double RIGHT = WIDTH - 58;
  private static final double FOOT = 42;

  @Override
  public void appendTo(Markup page) {
    double group = HEADING + BAR * series.size() + GAP;
    double bottom = group * categories.size();
    Axis axis = Axis.shares();
    Chart.open(page, WIDTH, bottom + FOOT, title, description);
    for (double tick : axis.ticks()) {
      double x = axis.place(tick, LEFT, RIGHT);
      Chart.line(page, "grid", x, 0, x, bottom);
      Chart.text(page, "tick", tick == 0 ? "start" : "middle", x, bottom + 16, axis.label(tick));
    }
    Chart.text(page, "label", "middle", (LEFT + RIGHT) / 2, bottom + 36, axisLabel);
    for (int c = 0; c < categories.size(); c++) {
      double top = c * group;
      Chart.text(page, "name", "start", LEFT, top + 14, Chart.shortened(categories.get(c), 48));
      for (int s = 0; s < series.size(); s++) {
        appendBar(page, axis, c, s, top + HEADING + s * BAR);
      }
    }
    page.close();
  }

  private void appendBar(Markup page, Axis axis, int category, int index, double y) {
    ConfidenceInterval value = values.get(index).get(category);
    page.open("g", "class", Chart.series(index));
    double labelAt = LEFT;
    if (Double.isFinite(value.estimate())) {
      double end = axis.place(value.estimate(), LEFT, RIGHT);
      String hint =
          "%s, %s: %s"
              .formatted(series.get(index), categories.get(category), Numbers.withInterval(value));
      Chart.rectangle(page, "bar", LEFT, y + 1, end - LEFT, BAR - 3, hint);
      labelAt = end;
    }
    if (Numbers.hasRange(value)) {
      double low = axis.place(value.low(), LEFT, RIGHT);
      double high = axis.place(value.high(), LEFT, RIGHT);
      double middle = y + (BAR - 1) / 2;
      Chart.line(page, "whisker", low, middle, high, middle);
      Chart.line(page, "whisker", low, middle - 3, low, middle + 3);
      Chart.line(page, "whisker", high, middle - 3, high, middle + 3);
      labelAt = Math.max(labelAt, high);
    }
    String label =
        Double.isFinite(value.estimate()) ? Numbers.score(value.estimate()) : Numbers.ABSENT;
    Chart.text(page, "value", "start", labelAt + 6, y + 11, label);
    page.close();
  }
}
