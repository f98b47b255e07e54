package dev.vinyl.training.stage;

import dev.vinyl.export.vit.Initialization;

/**
 * How weights begin that no earlier stage has trained.
 *
 * @param positionStandardDeviation standard deviation of the position embedding and of the class
 *     and mask tokens, which are added to it, above 0
 * @param zeroHead whether the head begins at 0, so that all classes are equally likely
 */
public record InitializationSettings(double positionStandardDeviation, boolean zeroHead) {

  /** Checks the range. */
  public InitializationSettings {
    Settings.positive("initialization.positionStandardDeviation", positionStandardDeviation);
  }

  Initialization values() {
    return new Initialization(positionStandardDeviation, zeroHead);
  }
}
