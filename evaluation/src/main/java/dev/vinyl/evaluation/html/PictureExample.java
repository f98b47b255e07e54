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
 * @param predictions one for each model in their order, each as large as the truth
 * @param scores one for each model in their order, 0..1; NaN where there is none
 */
public record PictureExample(
    String id,
    RgbImage picture,
    ClassMask truth,
    List<ClassMask> predictions,
    List<Double> scores) {

  /** Takes copies of the lists; checks the sizes. */
  public PictureExample {
    predictions = List.copyOf(predictions);
    scores = List.copyOf(scores);
    if (scores.size() != predictions.size()) {
      throw new IllegalArgumentException(
          "%s has %d predictions and %d scores".formatted(id, predictions.size(), scores.size()));
    }
    for (ClassMask prediction : predictions) {
      if (prediction.width() != truth.width() || prediction.height() != truth.height()) {
        throw new IllegalArgumentException(
            "%s: a prediction of %d x %d pixels cannot be held against a truth of %d x %d"
                .formatted(
                    id, prediction.width(), prediction.height(), truth.width(), truth.height()));
      }
    }
  }
}
