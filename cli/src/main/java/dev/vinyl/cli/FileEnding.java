package dev.vinyl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Holds the name of an output against the only format that it can have. */
final class FileEnding {
  private FileEnding() {}

  /**
   * Accepts one of some endings, in upper or lower case, and names without any.
   *
   * @param option that the file was given by
   * @param format what is written, for people
   * @param endings without the full stop, the usual one first
   * @return the file
   * @throws IllegalArgumentException if the ending says something else
   */
  static Path of(String option, Path file, String format, String... endings) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (name.contains(".") && !List.of(endings).contains(ending)) {
      throw new IllegalArgumentException(
          "%s %s: what is written is %s; let the name end in .%s"
              .formatted(option, file, format, endings[0]));
    }
    return file;
  }
}
