package dev.vinyl.evaluation.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The scores of a set of predictions, by conventions that must not be mixed up. Immutable.
 *
 * @param classNames the classes in the order of their indices
 * @param confusion all scored pixels of all images; row = ground truth, column = prediction
 * @param dataset scores of the one matrix over all pixels, as the field usually reports them
 * @param image scores of each image, averaged
 * @param paper that one of the image scores which the paper reports
 * @param images how many images were scored
 */
public record SegmentationScores(
    List<String> classNames,
    ConfusionMatrix confusion,
    DatasetConvention dataset,
    ImageConvention image,
    PaperConvention paper,
    long images) {

  /**
   * The {@code dataset} convention: one confusion matrix over the pixels of all images. A class
   * that is absent from every ground truth and every prediction is left out of the mean.
   *
   * @param miou mean intersection over union of the classes present, 0..1
   * @param pixelAccuracy share of the pixels that were predicted right, 0..1
   * @param meanClassAccuracy mean of the share of a class's pixels that were predicted right, over
   *     the classes that the ground truth has, 0..1
   * @param frequencyWeightedIou intersection over union of the classes, weighted by how many pixels
   *     the ground truth has of each, 0..1
   * @param meanDice mean Dice of the classes present, 0..1
   * @param iou intersection over union by class name, in the order of the classes; NaN if absent
   * @param dice Dice by class name, in the order of the classes; NaN if absent
   */
  public record DatasetConvention(
      double miou,
      double pixelAccuracy,
      double meanClassAccuracy,
      double frequencyWeightedIou,
      double meanDice,
      Map<String, Double> iou,
      Map<String, Double> dice) {

    /** Takes copies that keep the order. */
    public DatasetConvention {
      iou = Collections.unmodifiableMap(new LinkedHashMap<>(iou));
      dice = Collections.unmodifiableMap(new LinkedHashMap<>(dice));
    }

    private static DatasetConvention of(List<String> classNames, ConfusionMatrix confusion) {
      Map<String, Double> iou = new LinkedHashMap<>();
      Map<String, Double> dice = new LinkedHashMap<>();
      for (int c = 0; c < classNames.size(); c++) {
        iou.put(classNames.get(c), confusion.iou(c));
        dice.put(classNames.get(c), confusion.dice(c));
      }
      return new DatasetConvention(
          confusion.meanIou(AbsentClasses.SKIP),
          confusion.pixelAccuracy(),
          confusion.meanClassAccuracy(),
          confusion.frequencyWeightedIou(),
          confusion.meanDice(),
          iou,
          dice);
    }
  }

  /**
   * The {@code image} convention: mean intersection over union of each image, averaged over the
   * images, so that every image weighs the same.
   *
   * @param miou mean over the images by what a class counts that is absent from one, 0..1
   */
  public record ImageConvention(Map<AbsentClasses, Double> miou) {

    /** Takes a copy in the order of the policies. */
    public ImageConvention {
      Map<AbsentClasses, Double> copy = new EnumMap<>(AbsentClasses.class);
      copy.putAll(miou);
      miou = Collections.unmodifiableMap(copy);
    }

    /** The mean with this policy for absent classes. */
    public double miou(AbsentClasses absent) {
      return Objects.requireNonNull(miou.get(absent));
    }
  }

  /**
   * The {@code paper} convention: intersection over union for each image and class, 0 where the
   * class is absent from that image's ground truth and prediction; averaged over the classes, then
   * over the images, so that every image weighs the same.
   *
   * @param miou mean over the images, 0..1
   */
  public record PaperConvention(double miou) {}

  /** Takes copies. */
  public SegmentationScores {
    classNames = List.copyOf(classNames);
  }

  static SegmentationScores of(
      List<String> classNames,
      ConfusionMatrix confusion,
      Map<AbsentClasses, Double> mious,
      long images) {
    ImageConvention image = new ImageConvention(mious);
    return new SegmentationScores(
        classNames,
        confusion,
        DatasetConvention.of(classNames, confusion),
        image,
        new PaperConvention(image.miou(AbsentClasses.PAPER)),
        images);
  }
}
