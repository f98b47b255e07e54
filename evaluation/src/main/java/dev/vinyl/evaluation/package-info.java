/**
 * Scoring models over a data set: {@link dev.vinyl.evaluation.SegmentationEvaluator} goes over the
 * pictures, {@link dev.vinyl.evaluation.SegmentationEvaluation} is what it found, together with
 * what it was found on.
 */
@NullMarked
package dev.vinyl.evaluation;

import org.jspecify.annotations.NullMarked;
