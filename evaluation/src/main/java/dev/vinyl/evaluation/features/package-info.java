/**
 * The patch tokens of encoders as files: extracting them from pictures, reading them memory-mapped,
 * and their geometry over any number of pictures.
 */
@NullMarked
package dev.vinyl.evaluation.features;

import org.jspecify.annotations.NullMarked;
