package dev.vinyl.training.stage;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.BrightnessJitter;
import dev.vinyl.training.augment.ContrastJitter;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.HorizontalFlip;
import dev.vinyl.training.augment.RandomResizedCrop;
import dev.vinyl.training.augment.RandomRotation;
import dev.vinyl.training.augment.SaturationJitter;
import dev.vinyl.training.augment.WholeImage;
import java.util.ArrayList;
import java.util.List;

/**
 * How training images are changed, anew in every epoch. A strength of 0 leaves the change out.
 *
 * @param cropScale the smallest share of its area that is cut out of an image, above 0; 1 takes the
 *     whole image
 * @param cropRatio the largest ratio of the sides of what is cut out, at least 1
 * @param flip probability of mirroring left to right, 0..1
 * @param rotation the largest angle, in degrees, 0..180
 * @param brightness the largest change of the brightness factor, 0..1
 * @param contrast the largest change of the contrast factor, 0..1
 * @param saturation the largest change of the saturation factor, 0..1
 * @param mixUp alpha of MixUp, in a classification; 0 or above
 */
public record AugmentSettings(
    double cropScale,
    double cropRatio,
    double flip,
    double rotation,
    double brightness,
    double contrast,
    double saturation,
    double mixUp) {

  /** Checks the ranges. */
  public AugmentSettings {
    Settings.positive("augment.cropScale", cropScale);
    Settings.inRange("augment.cropScale", cropScale, 0, 1);
    if (!(cropRatio >= 1 && Double.isFinite(cropRatio))) {
      throw new IllegalArgumentException("augment.cropRatio must be at least 1, got " + cropRatio);
    }
    Settings.inRange("augment.flip", flip, 0, 1);
    Settings.inRange("augment.rotation", rotation, 0, 180);
    Settings.inRange("augment.brightness", brightness, 0, 1);
    Settings.inRange("augment.contrast", contrast, 0, 1);
    Settings.inRange("augment.saturation", saturation, 0, 1);
    Settings.notNegative("augment.mixUp", mixUp);
  }

  /** Which part of an image is taken. */
  Framing framing() {
    return crops()
        ? new RandomResizedCrop(cropScale, 1, 1 / cropRatio, cropRatio)
        : new WholeImage();
  }

  /** Whether not always the whole image is taken. */
  boolean crops() {
    return cropScale < 1;
  }

  /** The augmentations in the order in which they are applied. */
  List<Augmentation> augmentations() {
    List<Augmentation> all = new ArrayList<>();
    all.add(new HorizontalFlip(flip));
    if (rotation > 0) {
      all.add(new RandomRotation(rotation));
    }
    if (brightness > 0) {
      all.add(new BrightnessJitter(brightness));
    }
    all.add(new ContrastJitter(contrast));
    if (saturation > 0) {
      all.add(new SaturationJitter(saturation));
    }
    return all;
  }
}
