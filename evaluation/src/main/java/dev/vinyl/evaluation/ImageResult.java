package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import java.util.List;

/**
 * What the models made of one image. Nobody keeps it when its listeners have heard of it.
 *
 * @param sample which one
 * @param target at the image's own size
 * @param models what each model made of it, in their order
 */
public record ImageResult(Sample sample, ClassMask target, List<OfModel> models) {

  /**
   * What one model made of an image.
   *
   * @param prediction at the size that was scored
   * @param confusion of the prediction with the ground truth at that size
   */
  public record OfModel(ClassMask prediction, ConfusionMatrix confusion) {}

  /** Takes a copy. */
  public ImageResult {
    models = List.copyOf(models);
  }
}
