package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.PictureMatrices;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.runtime.image.ClassMask;

/**
 * How many patches a probe labels right. Immutable.
 *
 * @param accuracy share of the labelled patches of all pictures, 0..1; the interval comes from
 *     drawing pictures, with the probe as it is
 * @param confusion of the patches; row = truth, column = prediction
 * @param pictures how many were measured on
 */
public record ProbeAccuracy(ConfidenceInterval accuracy, ConfusionMatrix confusion, int pictures) {

  static ProbeAccuracy of(
      SoftmaxRegression layer,
      double[] parameters,
      Standardization standardization,
      TokenSource pictures,
      int classes,
      Bootstrap bootstrap) {
    PictureMatrices matrices = matrices(layer, parameters, standardization, pictures, classes);
    return new ProbeAccuracy(
        matrices.interval(Score.DATASET_PIXEL_ACCURACY, bootstrap),
        matrices.total(),
        matrices.size());
  }

  /** Of each picture, what its labelled patches were taken for. */
  static PictureMatrices matrices(
      SoftmaxRegression layer,
      double[] parameters,
      Standardization standardization,
      TokenSource pictures,
      int classes) {
    PictureMatrices matrices = new PictureMatrices(classes);
    ProbeExamples examples = new ProbeExamples(classes, standardization);
    for (int i = 0; i < pictures.pictures(); i++) {
      examples.load(pictures.picture(i));
      matrices.add(compare(classes, examples.copyLabels(), layer.predict(parameters, examples)));
    }
    return matrices;
  }

  private static ConfusionMatrix compare(int classes, int[] truth, int[] prediction) {
    return truth.length == 0
        ? ConfusionMatrix.empty(classes)
        : ConfusionMatrix.of(classes, mask(truth), mask(prediction));
  }

  private static ClassMask mask(int[] labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ClassMask(labels.length, 1, bytes);
  }
}
