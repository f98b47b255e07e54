package dev.vinyl.training.loop;

/**
 * How much a training has ahead of it.
 *
 * @param epochs in all
 * @param stepsPerEpoch batches of an epoch
 * @param images of an epoch
 */
public record TrainingOutline(int epochs, int stepsPerEpoch, int images) {}
