package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text file with a line for each image: its name or path, or the paths of image and mask. Blank
 * lines and lines that begin with {@code #} say nothing.
 *
 * @param file where it lies
 * @param lines that say something
 */
record ListFile(Path file, List<Line> lines) {
  private static final int SHOWN = 60;

  /** One line, without blanks at its ends. */
  record Line(int number, String text) {}

  /** An image and its mask. */
  record Pair(Path image, Path mask) {}

  /**
   * Reads a file.
   *
   * @throws DatasetException if it cannot be read or is no text
   */
  static ListFile read(Path file) throws DatasetException {
    try {
      List<String> all = TextFiles.lines(file);
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        String text = all.get(i).strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          lines.add(new Line(i + 1, text));
        }
      }
      return new ListFile(file, List.copyOf(lines));
    } catch (TextException e) {
      throw new DatasetException(
          Problem.of(Problem.Kind.BAD_LIST, file, String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.BAD_LIST,
              file,
              "cannot be read (%s); check its permissions".formatted(e.getClass().getSimpleName())),
          e);
    }
  }

  /** Whether the first line names an image and a mask that are there. */
  static boolean holdsPairs(Path file, Path root) {
    try {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      List<Line> lines = read(file).lines();
      return !lines.isEmpty() && pair(lines.get(0).text(), root).isPresent();
    } catch (DatasetException e) {
      return false;
    }
  }

  /**
   * The pairs of all lines.
   *
   * @param root what relative paths start from; of absolute paths of another machine the tail that
   *     leads to a file below it counts
   * @throws DatasetException if a line cannot be understood, or its files are not there
   */
  List<Pair> pairs(Path root) throws DatasetException {
    List<Pair> pairs = new ArrayList<>();
    for (Line line : lines) {
      pairs.add(
          pair(line.text(), root)
              .orElseThrow(
                  () ->
                      bad(
                          line,
                          "should name an image and its mask, both below %s, with a blank, comma or tab between them"
                              .formatted(root))));
    }
    return pairs;
  }

  DatasetException bad(Line line, String whatItShould) {
    String text = line.text();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return new DatasetException(
        Problem.of(
            Problem.Kind.BAD_LIST,
            file,
            "line %d, '%s', %s".formatted(line.number(), shown, whatItShould)));
  }

  /** Paths may hold blanks: every blank is tried as the one between them. */
  private static Optional<Pair> pair(String text, Path root) {
    for (String separator : List.of("\t", ",", ";")) {
      List<String> parts = Arrays.stream(text.split(separator, -1)).map(String::strip).toList();
      if (parts.size() >= 2) {
        return pair(parts.get(0), parts.get(1), root);
      }
    }
    for (int at = text.indexOf(' '); at > 0; at = text.indexOf(' ', at + 1)) {
      Optional<Pair> pair = pair(text.substring(0, at), text.substring(at + 1).strip(), root);
      if (pair.isPresent()) {
        return pair;
      }
    }
    return Optional.empty();
  }

  private static Optional<Pair> pair(String image, String mask, Path root) {
    return locate(image, root)
        .flatMap(first -> locate(mask, root).map(second -> new Pair(first, second)));
  }

  /** The file of a path, or of the longest tail of it that is there. */
  static Optional<Path> locate(String path, Path root) {
    String tail = path.replace('\\', '/');
    Path folder = root.toAbsolutePath().normalize();
    try {
      Path itself = root.getFileSystem().getPath(path);
      if (Files.isRegularFile(itself) && itself.isAbsolute()) {
        return Optional.of(itself);
      }
      while (true) {
        String relative = tail.startsWith("/") ? tail.substring(1) : tail;
        Path file = folder.resolve(relative).normalize();
        if (file.startsWith(folder) && Files.isRegularFile(file)) {
          return Optional.of(root.resolve(folder.relativize(file)));
        }
        int slash = tail.indexOf('/', 1);
        if (slash < 0) {
          return Optional.empty();
        }
        tail = tail.substring(slash + 1);
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
