package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.model.ModelDescription;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a model's scores mean: logits or probabilities, of each class or of one of two. */
public final class ScoreReading {
  /**
   * What lies below is read as this, -infinity too: a class that is out of the choice, and still a
   * number, so that differences and weighted means of such scores are numbers.
   */
  private static final float LOWEST = -1e30f;

  /** Where a sigmoid in single precision is exactly 0 or 1, of logits beyond 18 or so. */
  private static final double SIGMOID_ENDS = 1 / (1 + Math.exp(18));

  /** How far a sum or an end may be off, with probabilities in 16 bits. */
  private static final double ROUNDING = 0.02;

  private static final Logger log = LoggerFactory.getLogger(ScoreReading.class);

  private final String model;
  private final ModelDescription description;
  private final int classes;
  private final Consumer<String> warnings;
  private final AtomicBoolean looked;

  /**
   * For the scores of one model.
   *
   * @param model what messages call it
   * @param classes how many it names
   */
  public ScoreReading(String model, ModelDescription description, int classes) {
    this(model, description, classes, log::warn);
  }

  /** For the scores of one model, whose warnings go to somebody. */
  public ScoreReading(
      String model, ModelDescription description, int classes, Consumer<String> warnings) {
    this.warnings = warnings;
    this.model = model;
    this.description = description;
    this.classes = classes;
    this.looked = new AtomicBoolean();
  }

  /**
   * Reads one image's scores.
   *
   * @param scores [C, H, W], or [1, H, W] for two classes; finite or -infinity; kept or changed
   * @throws IllegalStateException if they are not what the description says
   */
  public PixelScores read(int height, int width, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.max(scores[i], LOWEST);
    }
    boolean single = classes == 2 && scores.length == height * width;
    ModelDescription.Activation activation =
        description.activation() == null
            ? ModelDescription.Activation.NONE
            : description.activation();
    if (activation == ModelDescription.Activation.NONE) {
      return single ? singleLogit(height, width, scores) : logits(height, width, scores);
    }
    requireProbabilities(activation, scores, height * width);
    return single
        ? singleProbability(height, width, scores)
        : probabilities(activation, height, width, scores);
  }

  private PixelScores logits(int height, int width, float[] scores) {
    if (description.activation() == null
        && !looked.getAndSet(true)
        && classes > 1
        && areProbabilities(scores, height * width)) {
      warnings.accept(
          model
              + ": its scores lie in 0..1 and sum to 1, as probabilities do, and are read as"
              + " logits, which makes the model look less sure than it is; write activation:"
              + " softmax (or none, if they are logits) under output in its description");
    }
    return new LogitMap(classes, height, width, scores);
  }

  private PixelScores singleLogit(int height, int width, float[] scores) {
    if (!looked.getAndSet(true) && allProbabilities(scores)) {
      warnings.accept(
          model
              + ": its one score a pixel lies in 0..1 everywhere, as probabilities do, and is read as"
              + " a logit, which makes every pixel %s; write activation: sigmoid under output in its"
                  .formatted(description.metadata().classNames().get(1))
              + " description if it is one");
    }
    PixelScores logits = new LogitMap(2, height, width, above(0, scores));
    double t = description.threshold();
    return t == 0.5
        ? logits
        : new ThresholdedScores(
            new LogitMap(2, height, width, above((float) Math.log(t / (1 - t)), scores)), logits);
  }

  private PixelScores singleProbability(int height, int width, float[] scores) {
    float[] both = above(0, scores);
    for (int i = 0; i < scores.length; i++) {
      both[i] = 1 - scores[i];
    }
    return new ThresholdedScores(
        new LogitMap(2, height, width, above((float) description.threshold(), scores)),
        new ProbabilityScores(2, height, width, both, SIGMOID_ENDS));
  }

  private PixelScores probabilities(
      ModelDescription.Activation activation, int height, int width, float[] scores) {
    int pixels = height * width;
    float[] shares = new float[scores.length];
    for (int i = 0; i < pixels; i++) {
      double sum = sum(scores, pixels, i);
      for (int c = 0; c < classes; c++) {
        int at = c * pixels + i;
        shares[at] = sum > 0 ? (float) (scores[at] / sum) : 1f / classes;
      }
    }
    return new ThresholdedScores(
        new LogitMap(classes, height, width, scores),
        new ProbabilityScores(
            classes,
            height,
            width,
            shares,
            activation == ModelDescription.Activation.SIGMOID ? SIGMOID_ENDS : Float.MIN_NORMAL));
  }

  private static boolean allProbabilities(float[] scores) {
    for (float score : scores) {
      if (!isProbability(score)) {
        return false;
      }
    }
    return true;
  }

  /** Two planes: a constant and the scores. */
  private static float[] above(float constant, float[] scores) {
    float[] planes = new float[2 * scores.length];
    Arrays.fill(planes, 0, scores.length, constant);
    System.arraycopy(scores, 0, planes, scores.length, scores.length);
    return planes;
  }

  /** Brings into 0..1 what rounding put beside it. */
  private void requireProbabilities(
      ModelDescription.Activation activation, float[] scores, int pixels) {
    for (int i = 0; i < scores.length; i++) {
      if (!isProbability(scores[i])) {
        throw otherwise(activation, "there is a %s, which is no probability".formatted(scores[i]));
      }
      scores[i] = Math.min(1, Math.max(0, scores[i]));
    }
    for (int i = 0; activation == ModelDescription.Activation.SOFTMAX && i < pixels; i++) {
      double sum = sum(scores, pixels, i);
      if (!(Math.abs(sum - 1) <= ROUNDING)) {
        throw otherwise(
            activation, String.format(Locale.ROOT, "those of a pixel sum to %.3g", sum));
      }
    }
  }

  private IllegalStateException otherwise(ModelDescription.Activation activation, String found) {
    return new IllegalStateException(
        "%s: its scores are not through a %s as its description says, %s; correct output.activation (none for logits)"
            .formatted(model, activation.name().toLowerCase(Locale.ROOT), found));
  }

  private boolean areProbabilities(float[] scores, int pixels) {
    if (!allProbabilities(scores)) {
      return false;
    }
    for (int i = 0; i < pixels; i++) {
      if (Math.abs(sum(scores, pixels, i) - 1) > ROUNDING) {
        return false;
      }
    }
    return true;
  }

  private static boolean isProbability(float score) {
    return score >= -ROUNDING && score <= 1 + ROUNDING;
  }

  private static double sum(float[] scores, int pixels, int pixel) {
    double sum = 0;
    for (int i = pixel; i < scores.length; i += pixels) {
      sum += scores[i];
    }
    return sum;
  }
}
