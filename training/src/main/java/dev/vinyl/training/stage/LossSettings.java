package dev.vinyl.training.stage;

import dev.vinyl.export.vit.SegmentationLoss;
import java.util.Objects;

/**
 * The objective that training minimizes.
 *
 * @param classWeights of a segmentation's cross entropy
 * @param dice weight of a Dice loss beside a segmentation's cross entropy, 0 or above
 * @param labelSmoothing share of the target that is spread over all classes, of a segmentation or
 *     classification; 0 or above and below 1
 */
public record LossSettings(ClassWeights classWeights, double dice, double labelSmoothing) {

  /** Checks the ranges. */
  public LossSettings {
    Objects.requireNonNull(classWeights, "classWeights");
    Settings.notNegative("loss.dice", dice);
    Settings.belowOne("loss.labelSmoothing", labelSmoothing);
  }

  /** Whether it is the stage's usual loss and nothing else. */
  boolean isPlain() {
    return classWeights.isEmpty() && dice == 0 && labelSmoothing == 0;
  }

  LossSettings withClassWeights(ClassWeights other) {
    return new LossSettings(other, dice, labelSmoothing);
  }

  /** The loss, where weights are in the order of the classes. */
  SegmentationLoss segmentation() {
    return new SegmentationLoss(classWeights.inOrder(), dice, labelSmoothing);
  }
}
