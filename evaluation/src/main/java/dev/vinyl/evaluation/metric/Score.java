package dev.vinyl.evaluation.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A score that a confusion matrix gives, with its convention in its name.
 *
 * @param name such as {@code dataset.miou}
 * @param reduction which matrix it is computed of
 * @param formula the score of one matrix, 0..1; NaN where the matrix does not define it
 */
public record Score(String name, Reduction reduction, ToDoubleFunction<ConfusionMatrix> formula) {
  /** Mean IoU of the matrix of all pixels; absent classes are left out. */
  public static final Score DATASET_MIOU =
      new Score("dataset.miou", Reduction.DATASET, m -> m.meanIou(AbsentClasses.SKIP));

  /** Mean Dice of the matrix of all pixels; absent classes are left out. */
  public static final Score DATASET_MEAN_DICE =
      new Score("dataset.meanDice", Reduction.DATASET, ConfusionMatrix::meanDice);

  /** Share of all pixels that were predicted right. */
  public static final Score DATASET_PIXEL_ACCURACY =
      new Score("dataset.pixelAccuracy", Reduction.DATASET, ConfusionMatrix::pixelAccuracy);

  /** Mean over classes of the share of the class's pixels that were predicted right. */
  public static final Score DATASET_MEAN_CLASS_ACCURACY =
      new Score("dataset.meanClassAccuracy", Reduction.DATASET, ConfusionMatrix::meanClassAccuracy);

  /** IoU of the classes, weighted by how many pixels the ground truth has of each. */
  public static final Score DATASET_FREQUENCY_WEIGHTED_IOU =
      new Score(
          "dataset.frequencyWeightedIou", Reduction.DATASET, ConfusionMatrix::frequencyWeightedIou);

  /** Mean IoU of each image, absent classes left out; averaged over the images. */
  public static final Score IMAGE_MIOU_SKIP =
      new Score("image.miou.skip", Reduction.IMAGES, m -> m.meanIou(AbsentClasses.SKIP));

  /** As {@link #PAPER_MIOU}, under the name that goes with the other ways to count. */
  public static final Score IMAGE_MIOU_ZERO =
      new Score("image.miou.zero", Reduction.IMAGES, m -> m.meanIou(AbsentClasses.ZERO));

  /** Mean IoU of each image, an absent class counting 1; averaged over the images. */
  public static final Score IMAGE_MIOU_ONE =
      new Score("image.miou.one", Reduction.IMAGES, m -> m.meanIou(AbsentClasses.ONE));

  /** The paper's: mean IoU of each image, an absent class counting 0; averaged over images. */
  public static final Score PAPER_MIOU =
      new Score("paper.miou", Reduction.IMAGES, m -> m.meanIou(AbsentClasses.PAPER));

  /** What a score is computed of. */
  public enum Reduction {
    /** The one matrix over the pixels of all images. */
    DATASET,
    /** Each image's own matrix; the mean over the images that have a score. */
    IMAGES
  }

  /** Those that a report shows first. */
  public static List<Score> headline() {
    return List.of(
        DATASET_MIOU,
        PAPER_MIOU,
        IMAGE_MIOU_SKIP,
        IMAGE_MIOU_ONE,
        DATASET_MEAN_DICE,
        DATASET_PIXEL_ACCURACY,
        DATASET_MEAN_CLASS_ACCURACY,
        DATASET_FREQUENCY_WEIGHTED_IOU);
  }

  /** {@link ConfusionMatrix#iou} of one class over all pixels, named {@code dataset.iou.CLASS}. */
  public static Score datasetIou(int classIndex, String className) {
    return new Score("dataset.iou." + className, Reduction.DATASET, m -> m.iou(classIndex));
  }

  /**
   * {@link ConfusionMatrix#dice} of one class over all pixels, named {@code dataset.dice.CLASS}.
   */
  public static Score datasetDice(int classIndex, String className) {
    return new Score("dataset.dice." + className, Reduction.DATASET, m -> m.dice(classIndex));
  }

  /**
   * {@link ConfusionMatrix#foregroundIou} over all pixels, named {@code foreground.iou}.
   *
   * @param foreground the class that is told from the rest
   * @param border the class whose pixels are left out
   */
  public static Score foregroundIou(int foreground, int border) {
    return new Score("foreground.iou", Reduction.DATASET, m -> m.foregroundIou(foreground, border));
  }
}
