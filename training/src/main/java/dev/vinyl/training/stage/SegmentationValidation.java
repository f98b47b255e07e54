package dev.vinyl.training.stage;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.training.internal.loop.ExamplePass;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores a segmentation at the model's size; the best has the highest mIoU of the paper. */
final class SegmentationValidation implements Validation {
  private final ImageExamples examples;
  private final List<String> classNames;
  private final StageConfig config;

  SegmentationValidation(ImageExamples examples, List<String> classNames, StageConfig config) {
    this.examples = examples;
    this.classNames = classNames;
    this.config = config;
  }

  @Override
  public Scores validate(int epoch, Model model) throws IOException {
    ImageMatrices matrices = new ImageMatrices(classNames.size());
    ExamplePass.over(
        examples,
        config.evaluationBatch(),
        (first, inputs) -> {
          float[] logits = model.evaluate(inputs).prediction("logits");
          LongBuffer labels = (LongBuffer) inputs.get(1).data();
          int images = (int) inputs.get(0).shape()[0];
          for (int i = 0; i < images; i++) {
            ConfusionMatrix compared =
                ConfusionMatrix.of(classNames.size(), target(labels, i), prediction(logits, i));
            if (compared.total() > 0) { // else every pixel is ignored
              matrices.add(compared);
            }
          }
        });
    if (matrices.size() == 0) {
      return new Scores(0, Map.of());
    }
    ConfusionMatrix total = matrices.total();
    double paper = matrices.perImage(m -> m.meanIou(AbsentClasses.PAPER)).exactMean();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("paper mIoU", paper);
    values.put("dataset mIoU", total.meanIou(AbsentClasses.SKIP));
    values.put("pixel accuracy", total.pixelAccuracy());
    return new Scores(paper, values);
  }

  private int height() {
    return config.model().imageHeight();
  }

  private int width() {
    return config.model().imageWidth();
  }

  private ClassMask target(LongBuffer labels, int image) {
    byte[] classes = new byte[height() * width()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) labels.get(image * classes.length + i);
    }
    return new ClassMask(width(), height(), classes);
  }

  /** The class with the highest of the logits [B, C, H, W] at each pixel. */
  private ClassMask prediction(float[] logits, int image) {
    byte[] classes = new byte[height() * width()];
    int start = image * classNames.size() * classes.length;
    for (int i = 0; i < classes.length; i++) {
      int best = 0;
      for (int c = 1; c < classNames.size(); c++) {
        if (logits[start + c * classes.length + i] > logits[start + best * classes.length + i]) {
          best = c;
        }
      }
      classes[i] = (byte) best;
    }
    return new ClassMask(width(), height(), classes);
  }
}
