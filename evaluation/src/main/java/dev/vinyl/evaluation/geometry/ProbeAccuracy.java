package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.runtime.image.ClassMask;

/**
 * How many patches a probe labels right. Immutable.
 *
 * @param accuracy share of the labelled patches of all images, 0..1; the interval comes from
 *     drawing images, with the probe as it is
 * @param confusion of the patches; row = ground truth, column = prediction
 * @param images how many were measured on
 */
public record ProbeAccuracy(ConfidenceInterval accuracy, ConfusionMatrix confusion, int images) {

  static ProbeAccuracy of(
      SoftmaxRegression layer,
      double[] parameters,
      Standardization standardization,
      LabelledTokens.Source images,
      int classes,
      Bootstrap bootstrap) {
    ImageMatrices matrices = matrices(layer, parameters, standardization, images, classes);
    return new ProbeAccuracy(
        matrices.interval(ConfusionMatrix::pixelAccuracy, bootstrap),
        matrices.total(),
        matrices.size());
  }

  /** Of each image, what its labelled patches were taken for. */
  static ImageMatrices matrices(
      SoftmaxRegression layer,
      double[] parameters,
      Standardization standardization,
      LabelledTokens.Source images,
      int classes) {
    ImageMatrices matrices = new ImageMatrices(classes);
    ProbeExamples examples = new ProbeExamples(classes, standardization);
    for (int i = 0; i < images.images(); i++) {
      examples.load(images.image(i));
      matrices.add(compare(classes, examples.copyLabels(), layer.predict(parameters, examples)));
    }
    return matrices;
  }

  private static ConfusionMatrix compare(int classes, int[] target, int[] prediction) {
    return target.length == 0
        ? ConfusionMatrix.empty(classes)
        : ConfusionMatrix.of(classes, mask(target), mask(prediction));
  }

  private static ClassMask mask(int[] labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ClassMask(labels.length, 1, bytes);
  }
}
