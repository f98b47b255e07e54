/**
 * The training loop and what it needs around it: batches made ahead of the engine, the learning
 * rate, checkpoints, and the writing of a run directory.
 */
@NullMarked
package dev.vinyl.training.internal.loop;

import org.jspecify.annotations.NullMarked;
