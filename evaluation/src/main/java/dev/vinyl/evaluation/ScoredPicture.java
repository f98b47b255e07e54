package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.metric.PictureScore;

/**
 * One picture that was scored.
 *
 * @param picture which one
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param brightness mean luma of the picture (ITU-R BT.601), 0..1, of every fourth row and column
 * @param score of the prediction for it
 * @param confidence mean probability of the class that wins, over the pixels of the model's output,
 *     0..1; NaN if the model gives classes without probabilities
 * @param seconds that the model took for it: its share of the run that it was part of
 */
public record ScoredPicture(
    LabelledPicture picture,
    int width,
    int height,
    double brightness,
    PictureScore score,
    double confidence,
    double seconds) {}
