package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.Locale;

/** What images can be divided by. */
public enum SliceColumn {
  /** Name of the breed. */
  BREED,
  /** Cat or dog. */
  SPECIES,
  /** The split that the image is in. */
  SPLIT,
  /**
   * The first class's share of the scored pixels of the ground truth: {@code small} below 15 %,
   * {@code medium} below 35 %, else {@code large}.
   */
  PET_SIZE,
  /** Mean luma: {@code dark} below 1/3, {@code medium} below 2/3, else {@code bright}. */
  BRIGHTNESS;

  /** The name on a command line and in a file, such as {@code pet-size}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String value(EvaluationResult result, int index) {
    ScoredImage image = result.images().get(index);
    return switch (this) {
      case BREED -> image.sample().breedName();
      case SPECIES -> image.sample().species().name().toLowerCase(Locale.ROOT);
      case SPLIT -> image.sample().split().label();
      case PET_SIZE -> petSize(result.matrices().image(index));
      case BRIGHTNESS -> brightness(image.brightness());
    };
  }

  private static String petSize(ConfusionMatrix matrix) {
    double share = (double) matrix.targetPixels(0) / matrix.total();
    return share < 0.15 ? "small" : share < 0.35 ? "medium" : "large";
  }

  private static String brightness(double luma) {
    return luma < 1.0 / 3 ? "dark" : luma < 2.0 / 3 ? "medium" : "bright";
  }
}
