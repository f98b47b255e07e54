package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.internal.html.DocumentPage.Curves;
import dev.vinyl.evaluation.internal.html.DocumentPage.Point;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Lines through points at any places, each point with the whisker of its range. Lines that share a
 * place stand a little beside each other, so that whiskers can be told apart.
 */
record PointChart(Curves curves) implements Chart {
  private static final double LEFT = 60;
  private static final double RIGHT = WIDTH - 20;
  private static final double TOP = 10;
  private static final double BOTTOM = Frame.HEIGHT - 42;
  private static final double MOST_LABELS = 9;
  private static final double BESIDE = 4;

  @Override
  public void appendTo(Markup page) {
    Chart.open(page, WIDTH, Frame.HEIGHT, curves.heading(), curves.caption());
    List<Double> places =
        curves.lines().values().stream()
            .flatMap(List::stream)
            .map(Point::x)
            .distinct()
            .sorted()
            .toList();
    double[] values =
        curves.lines().values().stream()
            .flatMap(List::stream)
            .flatMapToDouble(p -> DoubleStream.of(p.y().estimate(), p.y().low(), p.y().high()))
            .filter(Double::isFinite)
            .toArray();
    if (places.isEmpty() || values.length == 0) {
      Chart.text(page, "label", "middle", WIDTH / 2.0, Frame.HEIGHT / 2.0, "nothing yet");
      page.close();
      return;
    }
    Axis y =
        Axis.around(
            DoubleStream.of(values).min().orElse(0), DoubleStream.of(values).max().orElse(1), 6);
    appendAxes(page, places, y);
    int index = 0;
    for (Map.Entry<String, List<Point>> line : curves.lines().entrySet()) {
      double beside = (index - (curves.lines().size() - 1) / 2.0) * BESIDE;
      page.open("g", "class", Chart.series(index++));
      appendLine(page, line.getKey(), line.getValue(), places, y, beside);
      page.close();
    }
    page.close();
  }

  private void appendAxes(Markup page, List<Double> places, Axis y) {
    for (double tick : y.ticks()) {
      boolean zero = tick == 0 && y.low() < 0;
      Chart.line(page, zero ? "axis" : "grid", LEFT, atY(y, tick), RIGHT, atY(y, tick));
      Chart.text(page, "tick", "end", LEFT - 7, atY(y, tick) + 4, y.label(tick));
    }
    double last = Double.NEGATIVE_INFINITY;
    for (double place : places) {
      double x = atX(places, place);
      Chart.line(page, "axis", x, BOTTOM, x, BOTTOM + 4);
      if (x - last > (RIGHT - LEFT) / MOST_LABELS) {
        Chart.text(page, "tick", "middle", x, BOTTOM + 17, Numbers.axis(place));
        last = x;
      }
    }
    Chart.line(page, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    Chart.text(page, "label", "middle", (LEFT + RIGHT) / 2, Frame.HEIGHT - 6.0, curves.xLabel());
    page.leaf(
        "text",
        curves.yLabel(),
        "class",
        "label",
        "text-anchor",
        "middle",
        "transform",
        "translate(13 " + Numbers.coordinate((TOP + BOTTOM) / 2) + ") rotate(-90)");
  }

  private void appendLine(
      Markup page, String name, List<Point> points, List<Double> places, Axis y, double beside) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      if (Double.isFinite(point.y().estimate())) {
        path.append(path.isEmpty() ? 'M' : 'L')
            .append(Numbers.coordinate(atX(places, point.x()) + beside))
            .append(' ')
            .append(Numbers.coordinate(atY(y, point.y().estimate())));
      }
    }
    if (!path.isEmpty()) {
      page.empty("path", "class", "curve", "d", path.toString());
    }
    for (Point point : points) {
      if (Double.isFinite(point.y().estimate())) {
        appendPoint(page, name, point, atX(places, point.x()) + beside, y);
      }
    }
  }

  private void appendPoint(Markup page, String name, Point point, double x, Axis y) {
    if (Numbers.hasRange(point.y())) {
      double low = atY(y, point.y().low());
      double high = atY(y, point.y().high());
      Chart.line(page, "gap", x, low, x, high);
      Chart.line(page, "gap", x - 3, low, x + 3, low);
      Chart.line(page, "gap", x - 3, high, x + 3, high);
    }
    page.open(
        "circle",
        "class",
        "point",
        "r",
        "3.2",
        "cx",
        Numbers.coordinate(x),
        "cy",
        Numbers.coordinate(atY(y, point.y().estimate())));
    page.leaf(
            "title",
            "%s, %s %s: %s"
                .formatted(
                    name,
                    curves.xLabel(),
                    Numbers.axis(point.x()),
                    Numbers.withInterval(point.y())))
        .close();
  }

  private double atX(List<Double> places, double x) {
    double low = places.get(0);
    double high = places.get(places.size() - 1);
    double margin = 14;
    if (high == low) {
      return (LEFT + RIGHT) / 2;
    }
    double share =
        curves.logarithmic() ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low);
    return LEFT + margin + share * (RIGHT - LEFT - 2 * margin);
  }

  private static double atY(Axis y, double value) {
    return y.place(value, BOTTOM, TOP);
  }
}
