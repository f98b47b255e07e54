package dev.vinyl.runtime.internal.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds image files by their endings. */
public final class ImageFinder {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jfif", "png", "webp", "bmp", "gif", "tif", "tiff");

  private ImageFinder() {}

  /**
   * What was found.
   *
   * @param images files, in order
   * @param passedOver what else is in the folders
   */
  public record Found(List<Path> images, SkippedFile passedOver) {

    /** Takes a copy. */
    public Found {
      images = List.copyOf(images);
    }
  }

  /**
   * Replaces each folder by the images in it, by name; folders inside it are not entered. What
   * isn't a folder stays, whether it exists or not, so that its absence is noticed where it is
   * read.
   *
   * @param named files and folders
   * @throws IOException if a folder cannot be read
   */
  public static Found find(List<Path> named) throws IOException {
    List<Path> found = new ArrayList<>();
    SkippedFile passedOver = SkippedFile.NOTHING;
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        Found inside = imagesIn(path);
        found.addAll(inside.images());
        passedOver = passedOver.and(inside.passedOver());
      } else {
        found.add(path);
      }
    }
    return new Found(found, passedOver);
  }

  /**
   * Whether a file is called like an image that {@link dev.vinyl.runtime.image.ImageDecoder}
   * decodes: by its ending, in upper or lower case. Hidden files, whose names begin with a full
   * stop, are not. Nothing is read.
   */
  public static boolean hasImageName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return !name.startsWith(".") && ENDINGS.contains(ending);
  }

  private static Found imagesIn(Path folder) throws IOException {
    List<Path> images = new ArrayList<>();
    SkippedFile passedOver = SkippedFile.NOTHING;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : (Iterable<Path>) files.sorted()::iterator) {
        if (Files.isDirectory(path)) {
          passedOver = isHidden(path) ? passedOver : passedOver.andFolder();
        } else if (hasImageName(path) && Files.isRegularFile(path)) {
          images.add(path);
        } else if (!isHidden(path)) {
          passedOver = passedOver.and(path);
        }
      }
    }
    return new Found(images, passedOver);
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
