package dev.vinyl.training.loop;

/**
 * One step, just taken.
 *
 * @param epoch counted from 1
 * @param step optimizer steps since the run began, this one included
 * @param loss before the update
 * @param rate the learning rate
 * @param images images in the batch
 * @param imagesPerSecond of this step, waiting for data included
 */
public record StepReport(
    int epoch, long step, double loss, double rate, int images, double imagesPerSecond) {}
