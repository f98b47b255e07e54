package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.image.ClassMask;
import java.util.List;

/**
 * What was found in a few images that lie beside each other in the data set.
 *
 * @param images in their order, skipped ones too
 * @param accumulators of each model over the images that could be read
 */
record BatchResults(List<Result> images, List<MetricAccumulators> accumulators) {

  /** About one image. */
  sealed interface Result {}

  /** One that could not be read. */
  record Skipped(SkippedImage image) implements Result {}

  /** One that was scored, with what each model made of it. */
  record Scored(Sample sample, ClassMask target, double brightness, List<OfModel> models)
      implements Result {

    Scored {
      models = List.copyOf(models);
    }

    ImageResult forListeners() {
      return new ImageResult(
          sample,
          target,
          models.stream()
              .map(found -> new ImageResult.OfModel(found.prediction(), found.confusion()))
              .toList());
    }
  }

  /** What one model made of an image. */
  record OfModel(ClassMask prediction, ConfusionMatrix confusion, double seconds) {}
}
