package dev.vinyl.evaluation.example;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.metric.PredictedImage;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreResult;
import java.util.List;

/** The metric of the README: how far the first class's predicted area is from the true one. */
public final class AreaError implements Metric {
  private static final Score SCORE =
      Score.ofImages(
          "area.error",
          "Share of an image's pixels by which an object is too large or" + " too small.");

  @Override
  public String name() {
    return "area";
  }

  @Override
  public Accumulator<?> accumulator(Context context) {
    return new Images();
  }

  private static final class Images implements Accumulator<Images> {
    private final ImageValues errors = new ImageValues();

    @Override
    public void add(PredictedImage image) {
      ConfusionMatrix pixels = image.confusion();
      long difference = pixels.predictedPixels(0) - pixels.targetPixels(0);
      errors.add((double) Math.abs(difference) / pixels.total());
    }

    @Override
    public void merge(Images next) {
      errors.merge(next.errors);
    }

    @Override
    public MetricResult result(Bootstrap bootstrap) {
      return MetricResult.of(List.of(ScoreResult.mean(SCORE, errors, bootstrap)))
          .withColumns(new MetricResult.Column("areaError", true, errors));
    }
  }
}
