package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.study.internal.graph.StepState;
import java.util.List;

/**
 * A cell of the grid with what came of it. Scores are shares, 0..1, and NaN where there are none.
 *
 * @param key which one
 * @param state of the step that scores it
 * @param reason why it or a step before it failed, in a line; empty if none did
 * @param paperMiou the paper's mean IoU
 * @param datasetMiou the field's mean IoU
 * @param pixelAccuracy share of the pixels that are right
 * @param byImage the paper's mean IoU of each test image, in one order for all cells; empty where
 *     there are no scores
 * @param trainingSeconds of its fine-tuning; NaN where it has not ended
 * @param scoringSeconds of its evaluation; NaN where it has not ended
 * @param identity of the step that scores it
 */
public record Cell(
    CellKey key,
    StepState state,
    String reason,
    double paperMiou,
    double datasetMiou,
    double pixelAccuracy,
    List<Double> byImage,
    double trainingSeconds,
    double scoringSeconds,
    String identity) {

  /** Takes a copy. */
  public Cell {
    byImage = List.copyOf(byImage);
  }

  /** The scores of images, to be drawn from. */
  ImageValues values() {
    return ImageValues.of(byImage.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether it has scores. */
  public boolean isScored() {
    return !Double.isNaN(paperMiou);
  }
}
