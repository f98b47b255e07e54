/**
 * The training loop and what it needs around it: batches made ahead of the engine, the learning
 * rate, the run directory with its checkpoints, and those who listen.
 */
@NullMarked
package dev.vinyl.training.loop;

import org.jspecify.annotations.NullMarked;
