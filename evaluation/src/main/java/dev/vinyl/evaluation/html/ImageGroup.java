package dev.vinyl.evaluation.html;

import java.util.List;

/**
 * Images that are shown for the same reason.
 *
 * @param heading such as {@code Most changed}
 * @param explanation how they were chosen, in one sentence
 * @param examples in the order they are shown
 */
public record ImageGroup(String heading, String explanation, List<ImageExample> examples) {

  /** Takes a copy. */
  public ImageGroup {
    examples = List.copyOf(examples);
  }
}
