package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the scores of images one by one. It holds no image, and the result does not depend on the
 * order: the sum over images is kept exactly. Not thread-safe; give each thread its own and {@link
 * #merge} them.
 */
public final class ScoreAccumulator {
  private final List<String> classNames;
  private ConfusionMatrix confusion;
  private final Map<AbsentClasses, BigDecimal> miouSums = new EnumMap<>(AbsentClasses.class);
  private long images;

  /**
   * Starts without an image.
   *
   * @param classNames the classes in the order of their indices, 1..255 of them
   */
  public ScoreAccumulator(List<String> classNames) {
    this.classNames = List.copyOf(classNames);
    this.confusion = ConfusionMatrix.empty(classNames.size());
    for (AbsentClasses absent : AbsentClasses.values()) {
      miouSums.put(absent, BigDecimal.ZERO);
    }
  }

  /**
   * Adds one image.
   *
   * @param target of any size; {@link ClassMask#IGNORE} where a pixel does not count
   * @param prediction of the same size
   * @return this image's own score
   * @throws IllegalArgumentException if the sizes differ, a class is out of range, or every pixel
   *     is ignored, so that there is nothing to score; nothing has been added then
   */
  public ImageScore add(ClassMask target, ClassMask prediction) {
    return add(ConfusionMatrix.of(classNames.size(), target, prediction));
  }

  /**
   * Adds one image that was compared already.
   *
   * @return this image's own score
   * @throws IllegalArgumentException if the matrix has other classes or no pixel; nothing has been
   *     added then
   */
  public ImageScore add(ConfusionMatrix own) {
    if (own.total() == 0) {
      throw new IllegalArgumentException(
          "every pixel of the ground truth is ignored, nothing to score");
    }
    confusion = confusion.plus(own);
    ImageScore score = new ImageScore(own.meanIou(AbsentClasses.PAPER), own.pixelAccuracy());
    miouSums.replaceAll((absent, sum) -> sum.add(new BigDecimal(own.meanIou(absent))));
    images++;
    return score;
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes
   */
  public void merge(ScoreAccumulator other) {
    if (!other.classNames.equals(classNames)) {
      throw new IllegalArgumentException(
          "cannot merge scores of the classes %s into those of %s"
              .formatted(other.classNames, classNames));
    }
    confusion = confusion.plus(other.confusion);
    other.miouSums.forEach((absent, sum) -> miouSums.merge(absent, sum, BigDecimal::add));
    images += other.images;
  }

  /** How many images were added. */
  public long images() {
    return images;
  }

  /**
   * The scores of all images so far.
   *
   * @throws IllegalStateException if there is none
   */
  public SegmentationScores scores() {
    if (images == 0) {
      throw new IllegalStateException("no image has been scored yet");
    }
    Map<AbsentClasses, Double> mious = new EnumMap<>(AbsentClasses.class);
    miouSums.forEach((absent, sum) -> mious.put(absent, mean(sum)));
    return SegmentationScores.of(classNames, confusion, mious, images);
  }

  private double mean(BigDecimal sum) {
    return sum.divide(BigDecimal.valueOf(images), MathContext.DECIMAL128).doubleValue();
  }
}
