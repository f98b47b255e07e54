/**
 * The stages of training. A stage brings a data set, a model and a recipe together and leaves a run
 * directory behind, from which the next stage or an export starts.
 */
@NullMarked
package dev.vinyl.training.stage;

import org.jspecify.annotations.NullMarked;
