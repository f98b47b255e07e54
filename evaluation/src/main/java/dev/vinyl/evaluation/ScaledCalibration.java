package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Calibration;

/**
 * How well a model is calibrated after its logits were divided by a temperature.
 *
 * @param temperature fitted on other images
 * @param calibration of the images that were scored
 */
public record ScaledCalibration(FittedTemperature temperature, Calibration calibration) {}
