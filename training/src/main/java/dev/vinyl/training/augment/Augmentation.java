package dev.vinyl.training.augment;

/**
 * One random change to a training example, in place; in every epoch anew. {@link
 * dev.vinyl.training.stage.Training#augmentations} takes those of your own.
 *
 * <p>It is immutable: all workers call the same one at once, each with an example of its own. What
 * it does follows from the example and the random stream alone, so that a seed gives the same bytes
 * with any number of workers. It draws the same count of numbers whatever it decides, so that what
 * follows it in a list does not depend on its decision.
 */
public interface Augmentation {

  /**
   * Changes the example: its {@link TrainingExample#values} [3, H, W] in 0..1, and, where pixels
   * move, its {@link TrainingExample#classes} [H, W] with them.
   *
   * @param example at the model's size, before mean and standard deviation are applied
   * @param random the stream of this example in this epoch
   */
  void apply(TrainingExample example, RandomStream random);
}
