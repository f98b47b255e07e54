package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.metric.AbsentClasses;
import dev.vinyl.evaluation.metric.ImageMatrices;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model's scores on parts of the images that have something in common.
 *
 * @param model its name
 * @param column what the images are divided by
 * @param slices by value of the column, ascending
 */
public record ScoreSlices(String model, SliceColumn column, Map<String, Slice> slices) {

  /**
   * One part.
   *
   * @param images how many images
   * @param datasetMiou {@code dataset.miou} of them
   * @param paperMiou {@code paper.miou} of them
   */
  public record Slice(int images, double datasetMiou, double paperMiou) {}

  /** Takes a copy that keeps the order. */
  public ScoreSlices {
    slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
  }

  /** Those of each column, columns and models in the order given. */
  public static Map<SliceColumn, List<ScoreSlices>> byColumn(List<ScoreSlices> slices) {
    return slices.stream()
        .collect(
            Collectors.groupingBy(ScoreSlices::column, LinkedHashMap::new, Collectors.toList()));
  }

  /** Divides a model's images. */
  public static ScoreSlices of(EvaluationResult result, SliceColumn column) {
    Map<String, ImageMatrices> parts = new TreeMap<>();
    int classes = result.classNames().size();
    for (int i = 0; i < result.images().size(); i++) {
      parts
          .computeIfAbsent(column.value(result, i), value -> new ImageMatrices(classes))
          .add(result.matrices().image(i));
    }
    Map<String, Slice> slices = new LinkedHashMap<>();
    parts.forEach((value, matrices) -> slices.put(value, slice(matrices)));
    return new ScoreSlices(result.model(), column, slices);
  }

  private static Slice slice(ImageMatrices matrices) {
    double dataset = matrices.total().meanIou(AbsentClasses.SKIP);
    double paper = matrices.perImage(m -> m.meanIou(AbsentClasses.PAPER)).mean();
    return new Slice(matrices.size(), dataset, paper);
  }
}
