/**
 * The patch tokens of encoders as files: extracting them from images and reading them
 * memory-mapped.
 */
@NullMarked
package dev.vinyl.evaluation.features;

import org.jspecify.annotations.NullMarked;
