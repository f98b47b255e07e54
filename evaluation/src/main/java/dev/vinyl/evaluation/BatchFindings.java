package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.image.ClassMask;
import java.util.List;

/**
 * What was found in a few pictures that lie beside each other in the data set.
 *
 * @param pictures in their order, skipped ones too
 * @param tallies of each model over the pictures that could be read
 */
record BatchFindings(List<Finding> pictures, List<PixelTally> tallies) {

  /** About one picture. */
  sealed interface Finding {}

  /** One that could not be read. */
  record Skipped(SkippedPicture picture) implements Finding {}

  /** One that was scored, with what each model made of it; its lane fills the list. */
  record Scored(LabelledPicture picture, ClassMask truth, double brightness, List<OfModel> models)
      implements Finding {

    PictureFindings forListeners() {
      return new PictureFindings(
          picture,
          truth,
          models.stream()
              .map(found -> new PictureFindings.OfModel(found.prediction(), found.confusion()))
              .toList());
    }
  }

  /** What one model made of a picture. */
  record OfModel(
      ClassMask prediction, ConfusionMatrix confusion, double confidence, double seconds) {}
}
