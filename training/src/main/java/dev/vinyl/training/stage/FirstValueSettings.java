package dev.vinyl.training.stage;

import dev.vinyl.export.vit.FirstValues;

/**
 * How weights begin that no earlier stage has trained.
 *
 * @param positionDeviation standard deviation of the position embedding and of the class and mask
 *     tokens, which are added to it, above 0
 * @param zeroHead whether the head begins at 0, so that all classes are equally likely
 */
public record FirstValueSettings(double positionDeviation, boolean zeroHead) {

  /** Checks the range. */
  public FirstValueSettings {
    Settings.positive("firstValues.positionDeviation", positionDeviation);
  }

  FirstValues values() {
    return new FirstValues(positionDeviation, zeroHead);
  }
}
