package dev.vinyl.evaluation.metric;

/**
 * What the prediction for one picture is worth.
 *
 * @param paperMiou mean intersection over union over all classes, an absent class counting as 0;
 *     0..1
 * @param pixelAccuracy share of the picture's scored pixels that were predicted right, 0..1
 */
public record PictureScore(double paperMiou, double pixelAccuracy) {}
