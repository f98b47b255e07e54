package dev.vinyl.study.internal.results;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the paper reports (arXiv 2512.03862), in percent, where a study has the same sizes. */
final class PaperNumbers {
  private static final List<Integer> SIZES = List.of(250, 500, 1000, 2000, 4000, 6000);

  private static final List<String> SCRATCH_ACCURACY =
      List.of(
          "70.33 ± 0.89",
          "73.71 ± 0.08",
          "77.81 ± 0.56",
          "80.03 ± 0.42",
          "84.16 ± 0.06",
          "85.60 ± 0.03");

  private static final Map<Integer, List<String>> PRETRAINED =
      Map.of(
          0,
          List.of(
              "43.73 ± 1.02",
              "47.41 ± 0.21",
              "53.28 ± 0.43",
              "56.87 ± 0.51",
              "62.99 ± 0.16",
              "65.07 ± 0.01"),
          45_000,
          List.of("52.73", "55.57", "58.68", "61.36", "64.42", "65.98"),
          100_000,
          List.of("55.91", "58.44", "61.59", "64.17", "66.97", "68.00"),
          200_000,
          List.of("57.14", "59.47", "62.37", "64.74", "67.62", "68.76"));

  private static final Map<Integer, List<String>> CLASSIFIED =
      Map.of(
          45_000,
          List.of("48.92", "52.72", "55.70", "59.38", "63.31", "64.76"),
          100_000,
          List.of("50.20", "53.85", "57.80", "61.62", "65.29", "67.79"),
          200_000,
          List.of("49.93", "54.15", "57.30", "61.75", "65.02", "67.47"));

  /** Table 2: variance within, variance across, accuracy of the probe in percent. */
  private static final Map<String, List<String>> DIAGNOSTICS =
      Map.of(
          "none", List.of("0.10", "0.02", "79.5"),
          "classification", List.of("0.18", "0.11", "76.1"),
          "breeds", List.of("0.58", "0.29", "78.6"),
          "spatial", List.of("0.32", "0.06", "93.3"));

  private PaperNumbers() {}

  /** Mean IoU of a cell, with its standard deviation where the paper has it. */
  static Optional<String> miou(int pretraining, String intermediate, int finetuning) {
    return switch (intermediate) {
      case "none" -> at(PRETRAINED.get(pretraining), finetuning);
      case "classification" -> at(CLASSIFIED.get(pretraining), finetuning);
      default -> Optional.empty();
    };
  }

  /** Pixel accuracy from random initialization. */
  static Optional<String> accuracy(int pretraining, String intermediate, int finetuning) {
    return pretraining == 0 && intermediate.equals("none")
        ? at(SCRATCH_ACCURACY, finetuning)
        : Optional.empty();
  }

  /** Within, across, probe of an encoder after a stage; of whatever size. */
  static Optional<List<String>> diagnostics(String intermediate) {
    return Optional.ofNullable(DIAGNOSTICS.get(intermediate));
  }

  private static Optional<String> at(@Nullable List<String> row, int finetuning) {
    int place = SIZES.indexOf(finetuning);
    return row == null || place < 0 ? Optional.empty() : Optional.of(row.get(place));
  }
}
