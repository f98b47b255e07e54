/** The augmentations, framings and targets that settings can ask for. */
@NullMarked
package dev.vinyl.training.internal.augment;

import org.jspecify.annotations.NullMarked;
