package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;

/**
 * How much patch tokens vary within pictures and across them, as the paper defines it. Immutable.
 *
 * @param withinImage unbiased variance over the patches of a picture, averaged over pictures and
 *     dimensions
 * @param acrossImages unbiased variance over pictures of their mean tokens, averaged over
 *     dimensions; NaN of a single picture
 * @param images how many pictures were looked at
 */
public record VarianceDecomposition(
    ConfidenceInterval withinImage, ConfidenceInterval acrossImages, long images) {}
