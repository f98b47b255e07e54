/**
 * Curves and images of a training for TensorBoard: the files that it reads, and who writes them.
 */
@NullMarked
package dev.vinyl.training.internal.tensorboard;

import org.jspecify.annotations.NullMarked;
