package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import java.util.List;
import java.util.Map;

/**
 * Histograms of token norms as steps: the norm in medians of its encoder, so that encoders can be
 * compared, and the share of tokens on a logarithmic axis, on which the few that stand out can be
 * seen. A vertical line is an encoder's cutoff.
 *
 * @param norms by encoder, in the order of their colours
 */
record NormChart(Map<String, TokenNorms> norms) implements Chart {
  private static final double LEAST_SHARE = 1e-8;

  @Override
  public void appendTo(Markup page) {
    Frame frame =
        new Frame(
            Axis.around(0, norms.values().stream().mapToDouble(NormChart::end).max().orElse(1), 7),
            Axis.powersOfTen(leastShare(), 1),
            "L2 norm, in medians of the encoder",
            "Share of tokens");
    Chart.open(
        page,
        WIDTH,
        Frame.HEIGHT,
        "Norms of tokens",
        "Share of the tokens by their L2 norm, in medians of each encoder, with the cutoff of"
            + " outliers.");
    frame.appendTo(page);
    int index = 0;
    for (TokenNorms own : norms.values()) {
      page.open("g", "class", Chart.series(index++));
      page.empty("path", "class", "curve", "d", path(frame, own));
      if (own.cutoff() < own.largest()) {
        double x = frame.atX(own.cutoff() / unit(own));
        Chart.line(page, "grid", x, frame.atY(1), x, frame.atY(frame.y().low()));
      }
      page.close();
    }
    page.close();
  }

  /** What a norm is divided by. */
  static double unit(TokenNorms norms) {
    return norms.median() > 0 ? norms.median() : Math.max(norms.largest(), Double.MIN_NORMAL);
  }

  private static double end(TokenNorms norms) {
    return Math.max(1, norms.largest() / unit(norms));
  }

  private double leastShare() {
    return norms.values().stream()
        .mapToDouble(
            own ->
                own.histogram().stream()
                    .filter(count -> count > 0)
                    .mapToDouble(count -> (double) count / tokens(own))
                    .min()
                    .orElse(1))
        .map(share -> Math.max(LEAST_SHARE, share))
        .min()
        .orElse(LEAST_SHARE);
  }

  static long tokens(TokenNorms norms) {
    return norms.histogram().stream().mapToLong(Long::longValue).sum();
  }

  /** A level for each step, down to the bottom where there is no token. */
  private static String path(Frame frame, TokenNorms norms) {
    StringBuilder path = new StringBuilder();
    List<Long> counts = norms.histogram();
    double width = norms.largest() / unit(norms) / counts.size();
    for (int i = 0; i < counts.size(); i++) {
      double share = Math.max(frame.y().low(), (double) counts.get(i) / tokens(norms));
      String y = Numbers.coordinate(frame.atY(share));
      path.append(i == 0 ? 'M' : 'L')
          .append(Numbers.coordinate(frame.atX(i * width)))
          .append(' ')
          .append(y)
          .append('L')
          .append(Numbers.coordinate(frame.atX((i + 1) * width)))
          .append(' ')
          .append(y);
    }
    return path.toString();
  }
}
