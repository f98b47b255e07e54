package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;

/**
 * One image that was scored.
 *
 * @param sample which one
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param brightness mean luma of the image (ITU-R BT.601), 0..1, of every fourth row and column
 * @param seconds that the model took for it: its share of the run that it was part of
 */
public record ScoredImage(
    Sample sample, int width, int height, double brightness, double seconds) {}
