/**
 * Whole studies in a few lines: models and images in, a report and a folder of results out. What
 * the commands do, for programs.
 */
@NullMarked
package dev.vinyl.evaluation.study;

import org.jspecify.annotations.NullMarked;
