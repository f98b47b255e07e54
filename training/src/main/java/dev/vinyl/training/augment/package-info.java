/**
 * How an image becomes a training example, drawn anew in every epoch. A {@link
 * dev.vinyl.training.augment.Framing} chooses what the model sees of an image of any size and puts
 * it, at model size and in 0..1, into a {@link dev.vinyl.training.augment.TrainingExample}; {@link
 * dev.vinyl.training.augment.Augmentation}s change it there in ways that leave its meaning alone,
 * before mean and standard deviation are applied. Both can be written by programs.
 */
@NullMarked
package dev.vinyl.training.augment;

import org.jspecify.annotations.NullMarked;
