package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;

/**
 * How much patch tokens vary within images and across them, as the paper defines it. Immutable.
 *
 * @param withinImage unbiased variance over the patches of an image, averaged over images and
 *     dimensions
 * @param acrossImages unbiased variance over images of their mean tokens, averaged over dimensions;
 *     NaN of a single image
 * @param images how many images were looked at
 */
public record VarianceDecomposition(
    ConfidenceInterval withinImage, ConfidenceInterval acrossImages, long images) {}
