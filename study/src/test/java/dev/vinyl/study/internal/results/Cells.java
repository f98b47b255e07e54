package dev.vinyl.study.internal.results;

import dev.vinyl.study.internal.graph.StepState;
import java.util.Arrays;

/** Cells with scores of one's choice. */
final class Cells {
  private Cells() {}

  static Cell of(int pretraining, String kind, int finetuning, long seed, double... byImage) {
    double mean = Arrays.stream(byImage).average().orElse(Double.NaN);
    return new Cell(
        new CellKey(pretraining, kind, finetuning, seed),
        StepState.DONE,
        "",
        mean,
        mean,
        mean,
        Arrays.stream(byImage).boxed().toList(),
        1,
        1,
        "identity");
  }
}
