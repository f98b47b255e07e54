package dev.vinyl.runtime.internal.predict;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a search for images in a folder went past, to be told to whoever asked for it. Hidden files
 * are not counted.
 *
 * @param counts how many files there are of each ending, in lower case and with its full stop; how
 *     many {@code without ending}; and how many {@code folders} that were not entered
 */
public record SkippedFile(Map<String, Integer> counts) {
  /** Nothing at all. */
  public static final SkippedFile NOTHING = new SkippedFile(Map.of());

  private static final String NO_ENDING = "without ending";
  private static final String FOLDERS = "folders";

  /** Takes a copy. */
  public SkippedFile {
    counts = Map.copyOf(counts);
  }

  /** This and a file that is no image by its name. */
  public SkippedFile and(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return and(dot > 0 ? name.substring(dot).toLowerCase(Locale.ROOT) : NO_ENDING, 1);
  }

  /** This and a folder that was not entered. */
  public SkippedFile andFolder() {
    return and(FOLDERS, 1);
  }

  /** The sum of both. */
  public SkippedFile and(SkippedFile other) {
    SkippedFile sum = this;
    for (Map.Entry<String, Integer> entry : other.counts.entrySet()) {
      sum = sum.and(entry.getKey(), entry.getValue());
    }
    return sum;
  }

  private SkippedFile and(String kind, int count) {
    Map<String, Integer> sum = new HashMap<>(counts);
    sum.merge(kind, count, Integer::sum);
    return new SkippedFile(sum);
  }

  /** Whether there is nothing to tell. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** In words, the most first: {@code 12 .heic, 2 folders, 1 .txt}. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
