/**
 * Changes to a training example that leave its meaning alone, drawn anew in every epoch. They work
 * on a {@link dev.vinyl.training.augment.TrainingExample}, a picture at model size with values in
 * 0..1, before mean and standard deviation are applied.
 */
@NullMarked
package dev.vinyl.training.augment;

import org.jspecify.annotations.NullMarked;
