package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.Locale;

/** What pictures can be divided by. */
public enum SliceColumn {
  /** Name of the breed. */
  BREED,
  /** Cat or dog. */
  SPECIES,
  /** The split that the picture is in. */
  SPLIT,
  /**
   * The first class's share of the scored pixels of the truth: {@code small} below 15 %, {@code
   * medium} below 35 %, else {@code large}.
   */
  PET_SIZE,
  /** Mean luma: {@code dark} below 1/3, {@code medium} below 2/3, else {@code bright}. */
  BRIGHTNESS;

  /** The name on a command line and in a file, such as {@code pet-size}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String value(EvaluationResult result, int index) {
    ScoredPicture picture = result.pictures().get(index);
    return switch (this) {
      case BREED -> picture.picture().breedName();
      case SPECIES -> picture.picture().species().name().toLowerCase(Locale.ROOT);
      case SPLIT -> picture.picture().split().label();
      case PET_SIZE -> petSize(result.matrices().picture(index));
      case BRIGHTNESS -> brightness(picture.brightness());
    };
  }

  private static String petSize(ConfusionMatrix matrix) {
    double share = (double) matrix.truthPixels(0) / matrix.total();
    return share < 0.15 ? "small" : share < 0.35 ? "medium" : "large";
  }

  private static String brightness(double luma) {
    return luma < 1.0 / 3 ? "dark" : luma < 2.0 / 3 ? "medium" : "bright";
  }
}
