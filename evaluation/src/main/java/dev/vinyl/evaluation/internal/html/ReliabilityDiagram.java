package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.Figure.Calibration;

/**
 * Accuracy over confidence: bars that end on the diagonal belong to a model that is right as often
 * as it is sure. Below, which share of the pixels each bin has.
 */
record ReliabilityDiagram(String model, int seriesIndex, Calibration calibration) implements Chart {
  private static final double STRIP = 54;

  @Override
  public void appendTo(Markup page) {
    Frame frame = new Frame(Axis.shares(), Axis.shares(), "Confidence", "Accuracy");
    Chart.open(
        page,
        WIDTH,
        Frame.HEIGHT + STRIP,
        "Reliability of " + model,
        "Expected calibration error %s over %s pixels, in %s bins of confidence."
            .formatted(
                Numbers.withInterval(calibration.expectedError()),
                Numbers.count(calibration.pixels()),
                calibration.bins().size()));
    frame.appendTo(page);
    page.open("g", "class", Chart.series(seriesIndex));
    for (int i = 0; i < calibration.bins().size(); i++) {
      appendBin(page, frame, i);
    }
    page.close();
    Chart.line(page, "diagonal", frame.atX(0), frame.atY(0), frame.atX(1), frame.atY(1));
    Chart.text(
        page,
        "tick",
        "start",
        frame.atX(0),
        Frame.HEIGHT + 12,
        "Pixels in each bin, at most "
            + Numbers.percent((double) mostPixels() / calibration.pixels()));
    page.close();
  }

  private void appendBin(Markup page, Frame frame, int index) {
    Calibration.Bin bin = calibration.bins().get(index);
    int bins = calibration.bins().size();
    if (bin.pixels() == 0) {
      return;
    }
    double left = frame.atX((double) index / bins) + 1;
    double width = frame.atX((index + 1.0) / bins) - 1 - left;
    double share = (double) bin.pixels() / calibration.pixels();
    String hint =
        "confidence %s, right %s, %s of the pixels"
            .formatted(
                Numbers.score(bin.confidence()),
                Numbers.score(bin.accuracy()),
                Numbers.percent(share));
    double top = frame.atY(bin.accuracy());
    Chart.rectangle(page, "bar soft", left, top, width, frame.atY(0) - top, hint);
    double mark = frame.atX(bin.confidence());
    Chart.line(page, "gap", mark, top, mark, frame.atY(bin.confidence()));
    page.empty(
        "circle",
        "class",
        "point",
        "r",
        "3",
        "cx",
        Numbers.coordinate(mark),
        "cy",
        Numbers.coordinate(top));
    double height = (double) bin.pixels() / mostPixels() * (STRIP - 22);
    Chart.rectangle(
        page, "bar", left, Frame.HEIGHT + STRIP - 2 - height, width, Math.max(height, 0.5), hint);
  }

  private long mostPixels() {
    return calibration.bins().stream().mapToLong(Calibration.Bin::pixels).max().orElse(0);
  }
}
