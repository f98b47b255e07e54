package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.PictureScore;
import java.nio.file.Path;

/**
 * One picture that was scored.
 *
 * @param id in the data set
 * @param file of the picture
 * @param score of the prediction for it
 */
public record ScoredPicture(String id, Path file, PictureScore score) {}
