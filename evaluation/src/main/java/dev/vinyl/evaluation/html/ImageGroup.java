package dev.vinyl.evaluation.html;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.util.List;

/**
 * Images that are shown for the same reason.
 *
 * @param heading such as {@code Most changed}
 * @param explanation how they were chosen, in one sentence
 * @param examples in the order they are shown
 */
public record ImageGroup(String heading, String explanation, List<Example> examples) {

  /** Takes a copy. */
  public ImageGroup {
    examples = List.copyOf(examples);
  }

  /**
   * An image with its ground truth and what each model saw in it. The page shrinks all of them.
   *
   * @param id of the image
   * @param image of any size
   * @param target of any size; {@link ClassMask#IGNORE} where nothing was scored
   * @param predictions one for each model in their order, of any size
   * @param scores one for each model in their order, 0..1; NaN where there is none
   */
  public record Example(
      String id,
      RgbImage image,
      ClassMask target,
      List<ClassMask> predictions,
      List<Double> scores) {

    /** Takes copies; checks that there is a score for each prediction. */
    public Example {
      predictions = List.copyOf(predictions);
      scores = List.copyOf(scores);
      if (scores.size() != predictions.size()) {
        throw new IllegalArgumentException(
            "%s has %d predictions and %d scores".formatted(id, predictions.size(), scores.size()));
      }
    }
  }
}
