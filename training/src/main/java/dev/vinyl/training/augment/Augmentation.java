package dev.vinyl.training.augment;

import dev.vinyl.training.random.RandomStream;

/**
 * One random change to a training example. Immutable and thread-safe; the example is changed in
 * place.
 *
 * <p>Every augmentation draws the same count of numbers whatever it decides, so that what follows
 * it in a list does not depend on its decision.
 */
public sealed interface Augmentation
    permits HorizontalFlip, RandomRotation, BrightnessJitter, ContrastJitter, SaturationJitter {

  /**
   * Changes the example.
   *
   * @param random the stream of this example in this epoch
   */
  void apply(TrainingExample example, RandomStream random);
}
