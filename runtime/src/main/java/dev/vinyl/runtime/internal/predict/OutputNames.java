package dev.vinyl.runtime.internal.predict;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names for what is written about files, from the files' own names, each once. */
final class OutputNames {
  private OutputNames() {}

  /**
   * The files' names without folder and ending; the second {@code cat} becomes {@code cat-2}, and
   * so on. Names that differ in case only count as one, as some file systems see it.
   */
  static List<String> of(List<Path> files) {
    Set<String> taken = new HashSet<>();
    return files.stream().map(file -> free(baseName(file), taken)).toList();
  }

  private static String free(String wanted, Set<String> taken) {
    String name = wanted;
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }

  private static String baseName(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
