package dev.vinyl.export.inference;

import dev.vinyl.export.inference.ExportReport.Comparison;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** Runs an exported file and what it was made from on the same images. */
final class ExportCheck {
  // a resized value may round to either side of .5
  private static final double ERROR_OF_PREPROCESSING = 2e-2;
  private static final double AGREEMENT_WITH_PREPROCESSING = 0.99;

  private final InferenceModel model;
  private final ExportSettings settings;

  ExportCheck(InferenceModel model, ExportSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /**
   * Compares outputs.
   *
   * @param file what it shall be called
   * @param reference the graph with its parameters as they were trained, in 32 bits
   * @throws ModelExporter.MismatchException if an output holds NaN or infinity
   */
  List<Comparison> compare(Path file, byte[] reference, byte[] exported, CheckImages images)
      throws ModelExporter.MismatchException {
    boolean inside = settings.preprocessing();
    Map<String, float[]> wanted = outputs(reference, inside ? images.singles() : images.batches());
    Map<String, float[]> found = outputs(exported, inside ? images.asTheyAre() : images.batches());
    List<Comparison> comparisons = new ArrayList<>();
    for (Map.Entry<String, float[]> output : wanted.entrySet()) {
      String name = output.getKey();
      float[] values = output.getValue();
      float[] other = Objects.requireNonNull(found.get(name), name);
      requireNumbers(
          file, name, values, "so do the trained weights; go back to an earlier checkpoint");
      requireNumbers(file, name, other, "the trained weights give numbers; export it in 32 bits");
      comparisons.add(Comparison.of(name, values, other, agreement(name, values, other)));
    }
    return comparisons;
  }

  private static void requireNumbers(Path file, String output, float[] values, String reason)
      throws ModelExporter.MismatchException {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ModelExporter.MismatchException(
            "%s: not written, its output '%s' holds %s, which is no score; %s"
                .formatted(file, output, value, reason));
      }
    }
  }

  /** Whether all are within what the precision is allowed. */
  boolean passes(List<Comparison> comparisons) {
    return comparisons.stream().allMatch(c -> c.isWithin(largestError(), smallestAgreement()));
  }

  double largestError() {
    double limit = settings.precision().largestError();
    return settings.preprocessing() ? Math.max(limit, ERROR_OF_PREPROCESSING) : limit;
  }

  double smallestAgreement() {
    double limit = settings.precision().smallestAgreement();
    return settings.preprocessing() ? Math.min(limit, AGREEMENT_WITH_PREPROCESSING) : limit;
  }

  private static Map<String, float[]> outputs(byte[] onnx, List<Map<String, Tensor>> batches) {
    Map<String, float[]> all = new LinkedHashMap<>();
    try (ModelRun run = new ModelRun(onnx)) {
      for (Map<String, Tensor> batch : batches) {
        run.run(batch).forEach((name, values) -> all.merge(name, values, ExportCheck::joined));
      }
    }
    return all;
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private OptionalDouble agreement(String output, float[] wanted, float[] found) {
    boolean decided = output.equals("mask");
    if (!model.task().equals(ModelTask.SEGMENT) || !(decided || output.equals("logits"))) {
      return OptionalDouble.empty();
    }
    int classes = decided ? 1 : model.classes();
    int plane = model.config().imageHeight() * model.config().imageWidth();
    int pixels = wanted.length / classes;
    long same = 0;
    for (int i = 0; i < pixels; i++) {
      int first = i / plane * plane * classes + i % plane;
      boolean equal =
          decided
              ? wanted[i] == found[i]
              : largest(wanted, first, plane) == largest(found, first, plane);
      same += equal ? 1 : 0;
    }
    return OptionalDouble.of((double) same / pixels);
  }

  private int largest(float[] logits, int first, int plane) {
    int best = 0;
    for (int c = 1; c < model.classes(); c++) {
      if (logits[first + c * plane] > logits[first + best * plane]) {
        best = c;
      }
    }
    return best;
  }
}
