package dev.vinyl.evaluation.metric;

/**
 * A temperature for one model's logits, and what it was fitted on.
 *
 * @param scaling the temperature
 * @param split name of the part of the data set that it was fitted on
 * @param images how many images of it were read
 */
public record FittedTemperature(TemperatureScaling scaling, String split, int images) {}
