package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.metric.ImageValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cells of a study by what they are. Immutable. */
public final class Grid {
  private final List<Cell> cells;
  private final Map<CellKey, Cell> byKey = new LinkedHashMap<>();

  /** A grid of these cells. */
  public Grid(List<Cell> cells) {
    this.cells = List.copyOf(cells);
    cells.forEach(cell -> byKey.put(cell.key(), cell));
  }

  /** All cells, in their order. */
  public List<Cell> cells() {
    return cells;
  }

  /** The pre-training sizes, in their order. */
  List<Integer> pretraining() {
    return cells.stream().map(cell -> cell.key().pretraining()).distinct().sorted().toList();
  }

  /** The stages between. */
  List<String> intermediates() {
    return cells.stream().map(cell -> cell.key().intermediate()).distinct().toList();
  }

  /** The fine-tuning sizes, in their order. */
  List<Integer> finetuning() {
    return cells.stream().map(cell -> cell.key().finetuning()).distinct().sorted().toList();
  }

  /** The seeds. */
  List<Long> seeds() {
    return cells.stream().map(cell -> cell.key().seed()).distinct().toList();
  }

  /** The scored cells that differ in their seed alone. */
  List<Cell> runs(int pretraining, String intermediate, int finetuning) {
    List<Cell> runs = new ArrayList<>();
    for (long seed : seeds()) {
      find(pretraining, intermediate, finetuning, seed).ifPresent(runs::add);
    }
    return runs;
  }

  /** A cell, if it has scores. */
  Optional<Cell> find(int pretraining, String intermediate, int finetuning, long seed) {
    return Optional.ofNullable(byKey.get(new CellKey(pretraining, intermediate, finetuning, seed)))
        .filter(Cell::isScored);
  }

  /**
   * A sum of cells, each with its weight, image by image, for each seed that has all of them.
   *
   * @param weights of cells by what they are but for their seeds, which stand at 0
   */
  List<ImageValues> combined(Map<CellKey, Double> weights) {
    List<ImageValues> all = new ArrayList<>();
    for (long seed : seeds()) {
      double[] sum = new double[0];
      boolean complete = !weights.isEmpty();
      for (Map.Entry<CellKey, Double> entry : weights.entrySet()) {
        CellKey key = entry.getKey();
        Optional<Cell> cell = find(key.pretraining(), key.intermediate(), key.finetuning(), seed);
        if (cell.isEmpty()) {
          complete = false;
          break;
        }
        List<Double> values = cell.get().byImage();
        if (sum.length == 0) {
          sum = new double[values.size()];
        }
        if (values.size() != sum.length) {
          throw new IllegalArgumentException(
              "cells of %d and %d images cannot be compared".formatted(sum.length, values.size()));
        }
        for (int i = 0; i < sum.length; i++) {
          sum[i] += entry.getValue() * values.get(i);
        }
      }
      if (complete) {
        all.add(ImageValues.of(sum));
      }
    }
    return all;
  }
}
