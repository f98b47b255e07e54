/**
 * What a segmentation is worth. Every score says its convention: which reduction, which classes,
 * and what happens to a class that is absent. Accumulators take one picture after the other and can
 * be merged; intervals come from drawing pictures ({@link dev.vinyl.evaluation.metric.Bootstrap}).
 */
@NullMarked
package dev.vinyl.evaluation.metric;

import org.jspecify.annotations.NullMarked;
