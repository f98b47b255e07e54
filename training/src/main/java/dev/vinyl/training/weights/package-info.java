/**
 * Weights that come from elsewhere or go there: files become run directories, from which a stage or
 * an export starts as from any other, and runs become files.
 */
@NullMarked
package dev.vinyl.training.weights;

import org.jspecify.annotations.NullMarked;
