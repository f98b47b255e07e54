package dev.vinyl.data.layout;

import dev.vinyl.data.Split;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What folders and list files of splits are called. */
final class SplitNames {
  private static final Map<Split, List<String>> NAMES =
      Map.of(
          Split.TRAIN, List.of("train", "training", "trainval"),
          Split.VAL, List.of("val", "valid", "validation"),
          Split.TEST, List.of("test", "testing"));

  private SplitNames() {}

  /** Usual names of a split, the commonest first. */
  static List<String> of(Split split) {
    return NAMES.getOrDefault(split, List.of());
  }

  /** The split that a name stands for. */
  static Optional<Split> split(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().contains(lower))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
