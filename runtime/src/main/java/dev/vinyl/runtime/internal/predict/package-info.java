/**
 * Masks for image files, as files: {@link dev.vinyl.runtime.internal.predict.FilePredictor} writes
 * a mask and an overlay for each image and goes on past those that it cannot read.
 */
@NullMarked
package dev.vinyl.runtime.internal.predict;

import org.jspecify.annotations.NullMarked;
