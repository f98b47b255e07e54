package dev.vinyl.evaluation.html;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of pictures.
 *
 * @param id of the picture
 * @param file of the picture, which its name on the page opens; empty for a name alone
 * @param scores one for each model in their order, 0..1; NaN where the picture has none
 */
public record PictureScores(String id, Optional<Path> file, List<Double> scores) {

  /** Takes a copy. */
  public PictureScores {
    scores = List.copyOf(scores);
  }
}
