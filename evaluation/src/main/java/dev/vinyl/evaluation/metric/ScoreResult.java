package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import java.util.Optional;

/**
 * A score that was measured.
 *
 * @param score which one
 * @param value of all images; NaN where they do not define it
 * @param interval from drawing images; its estimate is the value but for rounding
 * @param resamples of each draw, over the same draws for all models of an evaluation
 * @param images the same for each image alone, if models are compared by it
 */
public record ScoreResult(
    Score score,
    double value,
    ConfidenceInterval interval,
    Resamples resamples,
    Optional<ImageValues> images) {

  /** A score of all images together. */
  public static ScoreResult of(Score score, Resamples resamples, Bootstrap bootstrap) {
    return new ScoreResult(
        score,
        resamples.estimate(),
        resamples.interval(bootstrap.level()),
        resamples,
        Optional.empty());
  }

  /** The mean of the images' own values, the same in whatever order they were added. */
  public static ScoreResult mean(Score score, ImageValues images, Bootstrap bootstrap) {
    return new ScoreResult(
        score,
        images.exactMean(),
        bootstrap.mean(images),
        bootstrap.meanByPlace(images),
        Optional.of(images));
  }

  /** This result, with what it is for each image alone. */
  public ScoreResult withImages(ImageValues values) {
    return new ScoreResult(score, value, interval, resamples, Optional.of(values));
  }

  /** The whole name, such as {@code dataset.miou}. */
  public String name() {
    return score.name();
  }

  /** Whether models are compared by it, image by image. */
  public boolean isCompared() {
    return images.isPresent() && score.kind() != Score.Kind.REPEATED;
  }

  /**
   * How much a second model differs from this one on the same images.
   *
   * @throws IllegalArgumentException if the images are not the same or have no values of their own
   */
  public PairedDifference difference(ScoreResult second, Bootstrap bootstrap) {
    ImageValues ofFirst = ownValues();
    ImageValues ofSecond = second.ownValues();
    if (score.reduction() == Score.Reduction.IMAGES || ofFirst.size() != ofSecond.size()) {
      return bootstrap.difference(ofFirst, ofSecond); // which refuses other images
    }
    return PairedDifference.of(
        second.resamples.minus(resamples).interval(bootstrap.level()), ofFirst, ofSecond);
  }

  private ImageValues ownValues() {
    return images.orElseThrow(
        () -> new IllegalArgumentException(name() + " has no values of single images"));
  }
}
