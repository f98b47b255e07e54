/**
 * What a training leaves and says: the run directory, its manifest, reports to listeners, and the
 * validation that scores a model between epochs.
 */
@NullMarked
package dev.vinyl.training.loop;

import org.jspecify.annotations.NullMarked;
