package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
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
  record Scored(
      LabelledPicture picture, int width, int height, double brightness, List<OfModel> models)
      implements Finding {}

  /** What one model made of a picture. */
  record OfModel(ConfusionMatrix confusion, double confidence, double seconds) {}
}
