package dev.vinyl.evaluation.html;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of images.
 *
 * @param id of the image
 * @param file of the image, which its name on the page opens; empty for a name alone
 * @param scores one for each model in their order, 0..1; NaN where the image has none
 */
public record ImageScores(String id, Optional<Path> file, List<Double> scores) {

  /** Takes a copy. */
  public ImageScores {
    scores = List.copyOf(scores);
  }
}
