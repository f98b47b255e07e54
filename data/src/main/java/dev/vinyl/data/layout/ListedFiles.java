package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.runtime.internal.predict.ImageFinder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that lists name without an ending. Each is the file with the layout's own
 * ending, else the only one that has the name with another ending that will do, else the only one
 * whose name differs in upper and lower case or in how accents are encoded. The folder is listed
 * once, however many names there are.
 */
final class ListedFiles {
  private static final int MOST_NAMED = 3;

  private final Path folder;
  private final String ending;
  private final Predicate<Path> fits;
  private @Nullable Map<String, List<String>> below;

  /**
   * @param ending the layout's own, with its full stop
   * @param fits whether a file's ending will do instead
   */
  private ListedFiles(Path folder, String ending, Predicate<Path> fits) {
    this.folder = folder;
    this.ending = ending;
    this.fits = fits;
  }

  static ListedFiles images(OxfordLayout layout) {
    return new ListedFiles(layout.images(), ".jpg", ImageFinder::hasImageName);
  }

  static ListedFiles trimaps(OxfordLayout layout) {
    return new ListedFiles(layout.trimaps(), ".png", path -> ending(path.toString()).equals("png"));
  }

  /** The file of each name; where there is none, the one that should be there. */
  Map<String, Path> find(Collection<String> ids) throws DatasetException {
    Set<String> names = names();
    Map<String, Path> found = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      found.put(id, folder.resolve(id + ending));
      if (!names.remove(id + ending)) {
        missing.add(id);
      }
    }
    if (!missing.isEmpty()) {
      for (Map.Entry<String, String> other : others(missing, names).entrySet()) {
        found.put(other.getKey(), folder.resolve(other.getValue()));
      }
    }
    return found;
  }

  /** For each name its only other file, unless a second name could mean it as well. */
  private Map<String, String> others(List<String> ids, Set<String> free) {
    Map<String, List<String>> byKey =
        free.stream()
            .filter(name -> fits.test(Path.of(name)))
            .collect(Collectors.groupingBy(name -> key(stem(name))));
    Map<String, String> idOf = new HashMap<>();
    Set<String> claimedTwice = new HashSet<>();
    for (String id : ids) {
      List<String> alike = byKey.getOrDefault(key(id), List.of());
      List<String> same = alike.stream().filter(name -> stem(name).equals(id)).toList();
      List<String> candidates = same.isEmpty() ? alike : same;
      if (candidates.size() == 1 && idOf.put(candidates.get(0), id) != null) {
        claimedTwice.add(candidates.get(0));
      }
    }
    idOf.keySet().removeAll(claimedTwice);
    return idOf.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  private Set<String> names() throws DatasetException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException e) {
      throw Folders.unreadable(folder, e);
    }
    return names;
  }

  /** Whether a file may be one of these by its ending. */
  boolean fits(Path file) {
    return fits.test(file);
  }

  /**
   * What there is instead of a missing file and what to do about it; empty where there is nothing
   * like it. Goes through the folder and all below it when first asked, and never again.
   */
  String instead(String id) {
    if (below().getOrDefault(key(stem(id)), List.of()).contains(id)) {
      return "there is %s: lists give names without an ending".formatted(id);
    }
    List<String> alike = below().getOrDefault(key(id), List.of());
    List<String> here = alike.stream().filter(path -> path.indexOf('/') < 0).toList();
    if (!here.isEmpty()) {
      boolean several = here.stream().filter(name -> fits.test(Path.of(name))).count() > 1;
      return "there is %s: %s"
          .formatted(named(here), several ? "keep one of them" : "make it " + id + ending);
    }
    return alike.isEmpty() ? "" : "there is %s: move it out of its folder".formatted(named(alike));
  }

  private static String named(List<String> paths) {
    List<String> sorted = paths.stream().sorted().toList();
    String first = String.join(" and ", sorted.subList(0, Math.min(MOST_NAMED, sorted.size())));
    return sorted.size() > MOST_NAMED
        ? "%s and %d more".formatted(first, sorted.size() - MOST_NAMED)
        : first;
  }

  private synchronized Map<String, List<String>> below() {
    if (below == null) {
      below = walk();
    }
    return below;
  }

  private Map<String, List<String>> walk() {
    Map<String, List<String>> found = new HashMap<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if (!name.startsWith(".")) {
              String path = folder.relativize(file).toString().replace('\\', '/');
              found.computeIfAbsent(key(stem(name)), key -> new ArrayList<>(1)).add(path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    } catch (IOException e) {
      return Map.of(); // the message goes without
    }
    return found;
  }

  /** The same for names that differ in case, or in how their accents are encoded. */
  private static String key(String stem) {
    return Normalizer.normalize(stem, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
