/**
 * Metrics of semantic segmentation. Every score says its convention: which reduction, which
 * classes, and what happens to a class that is absent. Accumulators take one image after the other
 * and can be merged; intervals come from drawing images ({@link
 * dev.vinyl.evaluation.metric.Bootstrap}).
 */
@NullMarked
package dev.vinyl.evaluation.metric;

import org.jspecify.annotations.NullMarked;
