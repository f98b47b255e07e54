package dev.vinyl.evaluation.metric;

/**
 * The scores of the prediction for one image.
 *
 * @param paperMiou mean intersection over union over all classes, an absent class counting as 0;
 *     0..1
 * @param pixelAccuracy share of the image's scored pixels that were predicted right, 0..1
 */
public record ImageScore(double paperMiou, double pixelAccuracy) {}
