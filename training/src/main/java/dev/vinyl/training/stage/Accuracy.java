package dev.vinyl.training.stage;

import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.internal.loop.ExamplePass;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/** How often the class with the highest logit is the true one: top-1 accuracy, 0..1. */
final class Accuracy implements Validation {
  private final ImageExamples examples;
  private final String name;
  private final int classes;
  private final int batch;

  /**
   * @param examples whose second tensor holds the ground truth: a label each, or shares of all
   *     classes
   * @param name what the score is called
   */
  Accuracy(ImageExamples examples, String name, int classes, int batch) {
    this.examples = examples;
    this.name = name;
    this.classes = classes;
    this.batch = batch;
  }

  @Override
  public Scores validate(int epoch, Model model) throws IOException {
    long[] right = new long[1];
    long[] all = new long[1];
    ExamplePass.over(
        examples,
        batch,
        (first, inputs) -> {
          float[] logits = model.evaluate(inputs).prediction("logits");
          TensorInput target = inputs.get(1);
          int rows = logits.length / classes;
          for (int row = 0; row < rows; row++) {
            int label = label(target.data(), row);
            if (label != TrainableModel.IGNORED) {
              right[0] += best(FloatBuffer.wrap(logits), row) == label ? 1 : 0;
              all[0]++;
            }
          }
        });
    double accuracy = (double) right[0] / Math.max(1, all[0]);
    return new Scores(accuracy, Map.of(name, accuracy));
  }

  /** A row's class, or {@link TrainableModel#IGNORED}, which counts neither way. */
  private int label(Buffer target, int row) {
    return target instanceof LongBuffer labels
        ? (int) labels.get(row)
        : best((FloatBuffer) target, row);
  }

  /** The highest of the values [rows, classes] of a row. */
  private int best(FloatBuffer values, int row) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = values.get(row * classes + c) > values.get(row * classes + best) ? c : best;
    }
    return best;
  }
}
