package dev.vinyl.evaluation.internal.html;

/** The two axes of a diagram and the field between them. */
record Frame(Axis x, Axis y, String xLabel, String yLabel) {
  static final int HEIGHT = 290;
  private static final double LEFT = 60;
  private static final double RIGHT = Chart.WIDTH - 12;
  private static final double TOP = 10;
  private static final double BOTTOM = HEIGHT - 42;

  double atX(double value) {
    return x.place(value, LEFT, RIGHT);
  }

  double atY(double value) {
    return y.place(value, BOTTOM, TOP);
  }

  void appendTo(Markup page) {
    for (double tick : y.ticks()) {
      Chart.line(page, "grid", LEFT, atY(tick), RIGHT, atY(tick));
      Chart.text(page, "tick", "end", LEFT - 7, atY(tick) + 4, y.label(tick));
    }
    for (double tick : x.ticks()) {
      Chart.line(page, "axis", atX(tick), BOTTOM, atX(tick), BOTTOM + 4);
      Chart.text(page, "tick", "middle", atX(tick), BOTTOM + 17, x.label(tick));
    }
    Chart.line(page, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    Chart.text(page, "label", "middle", (LEFT + RIGHT) / 2, HEIGHT - 6, xLabel);
    page.leaf(
        "text",
        yLabel,
        "class",
        "label",
        "text-anchor",
        "middle",
        "transform",
        "translate(13 " + Numbers.coordinate((TOP + BOTTOM) / 2) + ") rotate(-90)");
  }
}
