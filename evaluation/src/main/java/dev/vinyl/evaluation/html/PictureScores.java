package dev.vinyl.evaluation.html;

import java.util.List;

/**
 * A row of the table of pictures.
 *
 * @param id of the picture
 * @param scores one for each model in their order, 0..1; NaN where the picture has none
 */
public record PictureScores(String id, List<Double> scores) {

  /** Takes a copy. */
  public PictureScores {
    scores = List.copyOf(scores);
  }
}
