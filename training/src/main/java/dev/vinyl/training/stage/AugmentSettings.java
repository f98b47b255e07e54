package dev.vinyl.training.stage;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.ContrastJitter;
import dev.vinyl.training.augment.HorizontalFlip;
import java.util.List;

/**
 * How training pictures are changed.
 *
 * @param flip probability of mirroring left to right, 0..1
 * @param contrast the largest change of the contrast factor, 0..1
 */
public record AugmentSettings(double flip, double contrast) {

  /** Checks the ranges. */
  public AugmentSettings {
    Settings.inRange("augment.flip", flip, 0, 1);
    Settings.inRange("augment.contrast", contrast, 0, 1);
  }

  /** The augmentations in the order in which they are applied. */
  public List<Augmentation> augmentations() {
    return List.of(new HorizontalFlip(flip), new ContrastJitter(contrast));
  }
}
