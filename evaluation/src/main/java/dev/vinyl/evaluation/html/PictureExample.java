package dev.vinyl.evaluation.html;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.util.List;

/**
 * A picture with its truth and what each model saw in it. The page shrinks all of them.
 *
 * @param id of the picture
 * @param picture of any size
 * @param truth of any size; {@link ClassMask#IGNORE} where nothing was scored
 * @param predictions one for each model in their order, of any size
 * @param scores one for each model in their order, 0..1; NaN where there is none
 */
public record PictureExample(
    String id,
    RgbImage picture,
    ClassMask truth,
    List<ClassMask> predictions,
    List<Double> scores) {

  /** Takes copies; checks that there is a score for each prediction. */
  public PictureExample {
    predictions = List.copyOf(predictions);
    scores = List.copyOf(scores);
    if (scores.size() != predictions.size()) {
      throw new IllegalArgumentException(
          "%s has %d predictions and %d scores".formatted(id, predictions.size(), scores.size()));
    }
  }
}
