package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import java.util.List;

/**
 * What the models made of one picture. Nobody keeps it when its listeners have heard of it.
 *
 * @param picture which one
 * @param truth at the picture's own size
 * @param models what each model made of it, in their order
 */
public record PictureFindings(LabelledPicture picture, ClassMask truth, List<OfModel> models) {

  /**
   * What one model made of a picture.
   *
   * @param prediction at the size that was scored
   * @param confusion of the prediction with the truth at that size
   */
  public record OfModel(ClassMask prediction, ConfusionMatrix confusion) {}

  /** Takes a copy. */
  public PictureFindings {
    models = List.copyOf(models);
  }
}
