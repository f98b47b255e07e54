package dev.vinyl.evaluation.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a set of predictions is worth, by two conventions that must not be mixed up. Immutable.
 *
 * @param classNames the classes in the order of their indices
 * @param confusion all scored pixels of all pictures; row = truth, column = prediction
 * @param dataset scores of the one matrix over all pixels, as the field usually reports them
 * @param paper scores of each picture, averaged, as the paper reports them
 * @param images how many pictures were scored
 */
public record SegmentationScores(
    List<String> classNames,
    ConfusionMatrix confusion,
    DatasetConvention dataset,
    PaperConvention paper,
    long images) {

  /**
   * The {@code dataset} convention: one confusion matrix over the pixels of all pictures. A class
   * that is absent from every truth and every prediction is left out of the mean.
   *
   * @param miou mean intersection over union of the classes present, 0..1
   * @param pixelAccuracy share of the pixels that were predicted right, 0..1
   * @param iou intersection over union by class name, in the order of the classes; NaN if absent
   */
  public record DatasetConvention(double miou, double pixelAccuracy, Map<String, Double> iou) {

    /** Takes a copy that keeps the order. */
    public DatasetConvention {
      iou = Collections.unmodifiableMap(new LinkedHashMap<>(iou));
    }

    private static DatasetConvention of(List<String> classNames, ConfusionMatrix confusion) {
      Map<String, Double> iou = new LinkedHashMap<>();
      for (int c = 0; c < classNames.size(); c++) {
        iou.put(classNames.get(c), confusion.iou(c));
      }
      return new DatasetConvention(
          confusion.meanIouOfPresentClasses(), confusion.pixelAccuracy(), iou);
    }
  }

  /**
   * The {@code paper} convention: intersection over union for each picture and class, 0 where the
   * class is absent from that picture's truth and prediction; averaged over the classes, then over
   * the pictures, so that every picture weighs the same.
   *
   * @param miou mean over the pictures, 0..1
   */
  public record PaperConvention(double miou) {}

  /** Takes copies. */
  public SegmentationScores {
    classNames = List.copyOf(classNames);
  }

  static SegmentationScores of(
      List<String> classNames, ConfusionMatrix confusion, double paperMiou, long images) {
    return new SegmentationScores(
        classNames,
        confusion,
        DatasetConvention.of(classNames, confusion),
        new PaperConvention(paperMiou),
        images);
  }
}
