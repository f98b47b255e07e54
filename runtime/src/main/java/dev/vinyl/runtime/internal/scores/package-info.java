/** A model's output for each pixel: from tensors to scores, masks and probabilities. */
@NullMarked
package dev.vinyl.runtime.internal.scores;

import org.jspecify.annotations.NullMarked;
