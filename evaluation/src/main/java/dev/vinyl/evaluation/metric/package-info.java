/**
 * What a {@link dev.vinyl.evaluation.metric.Metric} of semantic segmentation takes and gives. Every
 * score says its convention: which reduction, which classes, and what happens to a class that is
 * absent. Accumulators take one image after the other and can be merged; intervals come from
 * drawing images ({@link dev.vinyl.evaluation.metric.Bootstrap}). The metrics that are here stand
 * behind {@link dev.vinyl.evaluation.metric.Metric#standard}.
 */
@NullMarked
package dev.vinyl.evaluation.metric;

import org.jspecify.annotations.NullMarked;
