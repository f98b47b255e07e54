package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Divides images by {@link EvaluationReport#sliceColumns}. */
final class Slicing {
  /** The value of samples that lack the attribute. */
  private static final String NONE = "none";

  private static final String SPLIT = "split";
  private static final String OBJECT_SIZE = "object-size";
  private static final String BRIGHTNESS = "brightness";

  private Slicing() {}

  /** The names of all columns, attributes first. */
  static List<String> names(List<Sample> samples) {
    Set<String> names = new LinkedHashSet<>();
    samples.forEach(sample -> names.addAll(sample.attributes().keySet()));
    names.addAll(List.of(SPLIT, OBJECT_SIZE, BRIGHTNESS));
    return List.copyOf(names);
  }

  private static String value(EvaluationResult result, String column, int index) {
    EvaluationResult.Image image = result.images().get(index);
    return switch (column) {
      case SPLIT -> image.sample().split().label();
      case OBJECT_SIZE -> objectSize(result.context(), result.matrices().image(index));
      case BRIGHTNESS -> brightness(image.brightness());
      default -> image.sample().attributes().getOrDefault(column, NONE);
    };
  }

  private static String objectSize(Metric.Context context, ConfusionMatrix matrix) {
    int object = context.foreground().map(f -> context.classNames().indexOf(f.object())).orElse(0);
    double share = (double) matrix.targetPixels(object) / matrix.total();
    return share < 0.15 ? "small" : share < 0.35 ? "medium" : "large";
  }

  private static String brightness(double luma) {
    return luma < 1.0 / 3 ? "dark" : luma < 2.0 / 3 ? "medium" : "bright";
  }

  /** Divides a model's images. */
  static ScoreSlices of(EvaluationResult result, String column) {
    Map<String, ImageMatrices> parts = new TreeMap<>();
    int classes = result.classNames().size();
    for (int i = 0; i < result.images().size(); i++) {
      parts
          .computeIfAbsent(value(result, column, i), value -> new ImageMatrices(classes))
          .add(result.matrices().image(i));
    }
    Map<String, ScoreSlices.Slice> slices = new LinkedHashMap<>();
    parts.forEach((value, matrices) -> slices.put(value, slice(matrices)));
    return new ScoreSlices(result.model(), column, slices);
  }

  private static ScoreSlices.Slice slice(ImageMatrices matrices) {
    double dataset = matrices.total().meanIou(AbsentClasses.SKIP);
    double paper = matrices.perImage(m -> m.meanIou(AbsentClasses.PAPER)).mean();
    return new ScoreSlices.Slice(matrices.size(), dataset, paper);
  }
}
