package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.Figure.Calibration;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.MetricResult.ScoreTree;
import dev.vinyl.evaluation.metric.PredictedImage.PixelLogits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model is right as often as it is sure, see {@link Calibration}; with a fitted
 * temperature once more after dividing the logits by it. Nothing for a model that gives classes
 * without probabilities, and where every pixel is ignored.
 */
final class CalibrationMetrics implements Metric {
  private static final String PLAIN = "calibration";
  private static final String SCALED = "calibration.temperature";

  @Override
  public String name() {
    return PLAIN;
  }

  @Override
  public Pixels accumulator(Context context) {
    return new Pixels(context);
  }

  /** The pixels of all images, and each image's mean confidence. */
  static final class Pixels implements Accumulator<Pixels> {
    private final @Nullable FittedTemperature temperature;
    private final CalibrationAccumulator plain;
    private final @Nullable CalibrationAccumulator scaled;
    private final ImageValues confidences = new ImageValues();

    Pixels(Context context) {
      int classes = context.classNames().size();
      this.temperature = context.temperature().orElse(null);
      this.plain = new CalibrationAccumulator(classes);
      this.scaled =
          temperature == null
              ? null
              : new CalibrationAccumulator(
                  classes, CalibrationAccumulator.STANDARD_BINS, temperature.temperature());
    }

    @Override
    public void add(PredictedImage image) {
      if (image.logits().isEmpty()) {
        confidences.add(Double.NaN);
        return;
      }
      PixelLogits logits = image.logits().get();
      if (scaled != null) {
        scaled.add(image.id(), logits);
      }
      confidences.add(plain.add(image.id(), logits));
    }

    @Override
    public void merge(Pixels next) {
      plain.merge(next.plain);
      if (scaled != null && next.scaled != null) {
        scaled.merge(next.scaled);
      }
      confidences.merge(next.confidences);
    }

    @Override
    public MetricResult result(Bootstrap bootstrap) {
      MetricResult.Column confidence = new MetricResult.Column("confidence", false, confidences);
      if (plain.isEmpty()) {
        return MetricResult.none().withColumns(confidence);
      }
      Calibration found = plain.result(bootstrap);
      List<ScoreResult> scores = new ArrayList<>(scores(PLAIN, plain, bootstrap));
      ScoreTree tree = new ScoreTree();
      put(tree, PLAIN, scores, found);
      if (temperature != null && scaled != null) {
        List<ScoreResult> again = scores(SCALED, scaled, bootstrap);
        tree.put(SCALED, "value", temperature.temperature());
        tree.put(SCALED, "fittedOn", temperature.split());
        tree.put(SCALED, "images", temperature.images());
        put(tree, SCALED, again, scaled.result(bootstrap));
        scores.addAll(again);
      }
      return MetricResult.of(scores)
          .withTree(tree)
          .withColumns(confidence)
          .withFigures(
              new Figure.Reliability(
                  "Calibration",
                  "On the dashed line confidence equals accuracy; below it the model is"
                      + " overconfident.",
                  found));
    }

    private static List<ScoreResult> scores(
        String path, CalibrationAccumulator pixels, Bootstrap bootstrap) {
      boolean plain = path.equals(PLAIN);
      Score ece =
          Score.ofDataset(
              path + ".ece",
              plain
                  ? "Expected calibration error: how far confidence is from accuracy; 0 is best."
                  : "Expected calibration error after dividing logits by the fitted temperature.");
      Score nll =
          Score.ofDataset(
                  path + ".nll",
                  plain
                      ? "Mean negative log likelihood of the ground truth, in nats; lower is"
                          + " better."
                      : "Negative log likelihood after dividing logits by the fitted temperature.")
              .within(0, Double.POSITIVE_INFINITY);
      List<Resamples> drawn = pixels.resamples(bootstrap);
      return List.of(
          ScoreResult.of(ece, drawn.get(0), bootstrap),
          ScoreResult.of(nll, drawn.get(1), bootstrap));
    }

    private static void put(
        ScoreTree tree, String path, List<ScoreResult> scores, Calibration found) {
      scores.forEach(tree::put);
      tree.put(path, "pixels", found.pixels());
      tree.put(path, "bins", found.bins().stream().map(Pixels::row).toList());
      tree.putInterval(path, found.expectedError());
    }

    private static Map<String, Number> row(Calibration.Bin bin) {
      Map<String, Number> row = new LinkedHashMap<>();
      row.put("pixels", bin.pixels());
      row.put("confidence", bin.confidence());
      row.put("accuracy", bin.accuracy());
      return row;
    }
  }
}
