package dev.vinyl.training.internal.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a killed process was writing: the temporaries of {@link
 * dev.vinyl.runtime.internal.io.AtomicFile}, and their lock files. Deleted under the run's own
 * lock, so also where file systems have no locks that say whose a temporary is.
 */
final class UnfinishedFiles {
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(.+)\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.(?:tmp|lck)");

  private UnfinishedFiles() {}

  /** Whether it would have become something of such a name. */
  static boolean matches(Path entry, Predicate<String> name) {
    Matcher temporary = TEMPORARY.matcher(String.valueOf(entry.getFileName()));
    return temporary.matches() && name.test(temporary.group(1));
  }

  /** Deletes those in a folder that would have had such a name; without a folder there are none. */
  static void delete(Path folder, Predicate<String> name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> unfinished;
    try (Stream<Path> entries = Files.list(folder)) {
      unfinished = entries.filter(entry -> matches(entry, name)).toList();
    }
    for (Path entry : unfinished) {
      RunWriter.delete(entry);
    }
  }
}
