package dev.vinyl.evaluation.html;

import java.util.List;

/**
 * Pictures that are shown for the same reason.
 *
 * @param heading such as {@code Most changed}
 * @param explanation how they were chosen, in one sentence
 * @param examples in the order they are shown
 */
public record PictureGroup(String heading, String explanation, List<PictureExample> examples) {

  /** Takes a copy. */
  public PictureGroup {
    examples = List.copyOf(examples);
  }
}
