/**
 * The patch tokens of encoders as files: extracting them from images, reading them memory-mapped,
 * and their geometry over any number of images.
 */
@NullMarked
package dev.vinyl.evaluation.features;

import org.jspecify.annotations.NullMarked;
