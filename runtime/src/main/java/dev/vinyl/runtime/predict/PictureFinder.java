package dev.vinyl.runtime.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds picture files by their endings. */
public final class PictureFinder {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "webp", "bmp", "gif");

  private PictureFinder() {}

  /**
   * Replaces each folder by the pictures in it, by name; folders inside it are not entered. What
   * isn't a folder stays, whether it exists or not, so that its absence is noticed where it is
   * read.
   *
   * @param named files and folders
   * @throws IOException if a folder cannot be read
   */
  public static List<Path> find(List<Path> named) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        found.addAll(picturesIn(path));
      } else {
        found.add(path);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Whether a file is called like a picture that {@link dev.vinyl.runtime.image.ImageDecoder}
   * decodes: by its ending, in upper or lower case. Hidden files, whose names begin with a full
   * stop, are not. Nothing is read.
   */
  public static boolean hasPictureName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return !name.startsWith(".") && ENDINGS.contains(ending);
  }

  private static List<Path> picturesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(PictureFinder::isPicture).sorted().toList();
    }
  }

  private static boolean isPicture(Path path) {
    return hasPictureName(path) && Files.isRegularFile(path);
  }
}
