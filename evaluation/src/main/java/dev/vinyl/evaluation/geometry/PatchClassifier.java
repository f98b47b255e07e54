package dev.vinyl.evaluation.geometry;

import java.util.List;

/** Tells the classes of patches by their tokens alone. Thread-safe. */
interface PatchClassifier {

  /**
   * The score of each class for each patch, the larger the more likely.
   *
   * @param images of the dimension that was learnt from; the more at once, the faster
   * @return for each image [classes, N], the caller's own
   */
  List<float[]> scores(List<PatchTokens> images);
}
