package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Curves over 1, 2, 3 and so on, each with the band of its intervals. A value that is undefined, or
 * not positive on a logarithmic axis, is a gap.
 *
 * @param title what it shows
 * @param description the same in a sentence or two
 * @param curves by name, in the order of their colours
 */
record LineChart(
    String title, String description, Frame frame, Map<String, List<ConfidenceInterval>> curves)
    implements Chart {
  private static final int MOST_POINTS = 40;

  @Override
  public void appendTo(Markup page) {
    Chart.open(page, WIDTH, Frame.HEIGHT, title, description);
    frame.appendTo(page);
    int index = 0;
    for (Map.Entry<String, List<ConfidenceInterval>> curve : curves.entrySet()) {
      page.open("g", "class", Chart.series(index++));
      appendBand(page, curve.getValue());
      page.empty("path", "class", "curve", "d", path(curve.getValue()));
      if (curve.getValue().size() <= MOST_POINTS) {
        appendPoints(page, curve.getKey(), curve.getValue());
      }
      page.close();
    }
    page.close();
  }

  /** Polygons over the upper ends and back over the lower ones, one for each unbroken stretch. */
  private void appendBand(Markup page, List<ConfidenceInterval> curve) {
    StringBuilder path = new StringBuilder();
    int i = 0;
    while (i < curve.size()) {
      int from = i;
      while (i < curve.size() && shown(curve.get(i).low()) && shown(curve.get(i).high())) {
        i++;
      }
      for (int k = from; k < i; k++) {
        path.append(k == from ? 'M' : 'L').append(at(k + 1, curve.get(k).high()));
      }
      for (int k = i - 1; k >= from; k--) {
        path.append('L').append(at(k + 1, curve.get(k).low()));
      }
      if (i > from) {
        path.append('Z');
      }
      i++;
    }
    if (!path.isEmpty()) {
      page.empty("path", "class", "band", "d", path.toString());
    }
  }

  private String path(List<ConfidenceInterval> curve) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < curve.size(); i++) {
      double value = curve.get(i).estimate();
      if (shown(value)) {
        path.append(drawing ? 'L' : 'M').append(at(i + 1, value));
      }
      drawing = shown(value);
    }
    return path.toString();
  }

  private void appendPoints(Markup page, String name, List<ConfidenceInterval> curve) {
    for (int i = 0; i < curve.size(); i++) {
      ConfidenceInterval value = curve.get(i);
      if (shown(value.estimate())) {
        page.open(
            "circle",
            "class",
            "point",
            "r",
            "2.8",
            "cx",
            Numbers.coordinate(frame.atX(i + 1)),
            "cy",
            Numbers.coordinate(frame.atY(value.estimate())));
        page.leaf(
                "title",
                "%s, %s %s: %s"
                    .formatted(
                        name,
                        frame.xLabel().toLowerCase(Locale.ROOT),
                        i + 1,
                        Numbers.withInterval(value)))
            .close();
      }
    }
  }

  private boolean shown(double value) {
    return Double.isFinite(value) && (!frame.y().logarithmic() || value > 0);
  }

  private String at(int x, double y) {
    return Numbers.coordinate(frame.atX(x)) + " " + Numbers.coordinate(frame.atY(y));
  }
}
