package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.internal.augment.ColorJitter;
import dev.vinyl.training.internal.augment.HorizontalFlip;
import dev.vinyl.training.internal.augment.LetterboxedCrop;
import dev.vinyl.training.internal.augment.RandomResizedCrop;
import dev.vinyl.training.internal.augment.RandomRotation;
import dev.vinyl.training.internal.augment.RandomWindow;
import dev.vinyl.training.internal.augment.WholeImage;
import java.util.ArrayList;
import java.util.List;

/**
 * How training images are changed, anew in every epoch. A strength of 0 leaves the change out.
 *
 * @param cropScale the smallest share of its area that is cut out of an image, above 0; 1 takes the
 *     whole image. With {@link Fit#LETTERBOX} what is cut out is padded, with {@link
 *     Fit#CENTER_CROP} it fills the input; {@link Fit#CROP} has windows of its own instead
 * @param cropRatio how much wider or higher than the model's input (with {@link Fit#LETTERBOX} than
 *     the image) what is cut out may be in proportion, at least 1; 1 keeps the ratio
 * @param scaleJitter with {@link Fit#CROP}: images are larger or smaller than they are by a factor
 *     of up to this, at least 1; 1 keeps their scale
 * @param flip probability of mirroring left to right, 0..1
 * @param rotation the largest angle, in degrees, 0..180
 * @param brightness the largest change of the brightness factor, 0..1
 * @param contrast the largest change of the contrast factor, 0..1
 * @param saturation the largest change of the saturation factor, 0..1
 */
public record AugmentSettings(
    double cropScale,
    double cropRatio,
    double scaleJitter,
    double flip,
    double rotation,
    double brightness,
    double contrast,
    double saturation) {

  /** Checks the ranges. */
  public AugmentSettings {
    Settings.positive("augment.cropScale", cropScale);
    Settings.inRange("augment.cropScale", cropScale, 0, 1);
    if (!(cropRatio >= 1 && Double.isFinite(cropRatio))) {
      throw new IllegalArgumentException("augment.cropRatio must be at least 1, got " + cropRatio);
    }
    if (!(scaleJitter >= 1 && Double.isFinite(scaleJitter))) {
      throw new IllegalArgumentException(
          "augment.scaleJitter must be at least 1, got " + scaleJitter);
    }
    Settings.inRange("augment.flip", flip, 0, 1);
    Settings.inRange("augment.rotation", rotation, 0, 180);
    Settings.inRange("augment.brightness", brightness, 0, 1);
    Settings.inRange("augment.contrast", contrast, 0, 1);
    Settings.inRange("augment.saturation", saturation, 0, 1);
  }

  /** Which part of an image is taken for a model. */
  Framing framing(PreprocessSpec spec) {
    if (spec.fit() == Fit.CROP) {
      return new RandomWindow(new ImageSize(spec.width(), spec.height()), scaleJitter);
    }
    if (!crops()) {
      return new WholeImage();
    }
    double ratio = (double) spec.width() / spec.height();
    return spec.fit() == Fit.LETTERBOX
        ? new LetterboxedCrop(cropScale, cropRatio)
        : new RandomResizedCrop(cropScale, 1, ratio / cropRatio, ratio * cropRatio);
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
      all.add(new ColorJitter(ColorJitter.Property.BRIGHTNESS, brightness));
    }
    all.add(new ColorJitter(ColorJitter.Property.CONTRAST, contrast));
    if (saturation > 0) {
      all.add(new ColorJitter(ColorJitter.Property.SATURATION, saturation));
    }
    return all;
  }
}
