package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.runtime.internal.predict.ImageFinder;
import dev.vinyl.runtime.internal.predict.SkippedFile;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in a folder, by name: hidden files and folders are left out, links are followed. Names
 * are in the order of {@link String#compareTo}, which is the same on every machine.
 */
final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

  private Folders() {}

  /** The folder's own name, also of {@code .} or a path that ends in {@code ..}. */
  static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  /** The folder that a file lies in. */
  static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file.getFileSystem().getPath(".") : parent;
  }

  static void requirePresent(Path folder, String whatToGive) throws DatasetException {
    if (!Files.isDirectory(folder)) {
      String wrong = Files.exists(folder) ? "is a file, not a folder; " : "no such folder; ";
      throw new DatasetException(
          Problem.of(Problem.Kind.MISSING_FOLDER, folder, wrong + whatToGive));
    }
  }

  /**
   * What was asked for, and what else is there.
   *
   * @param names sorted
   * @param passedOver files of other kinds; folders where images were asked for
   */
  record Listing(List<String> names, SkippedFile passedOver) {}

  /** The names of the folders in a folder. */
  static Listing subFolders(Path folder) throws DatasetException {
    return list(folder, 1, (path, attributes) -> attributes.isDirectory());
  }

  /** The names of the images in a folder, not of those in folders inside it. */
  static Listing images(Path folder) throws DatasetException {
    return list(folder, 1, Folders::isImage);
  }

  /** The paths of all images below a folder, relative to it, with {@code /} between names. */
  static Listing imagesBelow(Path folder) throws DatasetException {
    return list(folder, Integer.MAX_VALUE, Folders::isImage);
  }

  /** The names of the files in a folder. */
  static List<String> filesIn(Path folder) throws DatasetException {
    return list(folder, 1, (path, attributes) -> !attributes.isDirectory()).names();
  }

  /** The paths of all files below a folder, as {@link #imagesBelow} gives them. */
  static List<String> filesBelow(Path folder) throws DatasetException {
    return list(folder, Integer.MAX_VALUE, (path, attributes) -> !attributes.isDirectory()).names();
  }

  /** A link that leads nowhere counts, so that its image is missed where it is read. */
  private static boolean isImage(Path path, BasicFileAttributes attributes) {
    return (attributes.isRegularFile() || attributes.isSymbolicLink())
        && ImageFinder.hasImageName(path);
  }

  /** Tells whoever listens to the log what was skipped. */
  static void report(Path folder, SkippedFile passedOver) {
    if (!passedOver.isEmpty()) {
      LOG.warn("{}: skipped {}", folder, passedOver);
    }
  }

  /**
   * The path of a file in a folder, with {@code /} between names.
   *
   * @throws DatasetException if the name's bytes are no text in the system's encoding, so that the
   *     file could not be found again by it
   */
  static String relative(Path folder, Path file) throws DatasetException {
    String path = folder.relativize(file).toString();
    if (path.indexOf('\uFFFD') >= 0) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.UNREADABLE_NAME,
              file,
              "the name is no text in this system's encoding; set LC_ALL=C.UTF-8 or rename it"));
    }
    return path.replace(file.getFileSystem().getSeparator(), "/");
  }

  private interface Filter {
    boolean accepts(Path path, BasicFileAttributes attributes);
  }

  private static Listing list(Path folder, int depth, Filter filter) throws DatasetException {
    Walk walk = new Walk(folder, filter);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, walk);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    Collections.sort(walk.found);
    return new Listing(List.copyOf(walk.found), walk.passedOver);
  }

  /** Keeps nothing of a file but its name, since there may be hundreds of thousands. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Filter filter;
    private final List<String> found = new ArrayList<>();
    private SkippedFile passedOver = SkippedFile.NOTHING;

    Walk(Path root, Filter filter) {
      this.root = root;
      this.filter = filter;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
        throws DatasetException {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (filter.accepts(file, attributes)) {
        found.add(relative(root, file));
      } else {
        passedOver = attributes.isDirectory() ? passedOver.andFolder() : passedOver.and(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws DatasetException {
      if (isHidden(file)) { // such as a volume's trash, which is open to nobody
        return FileVisitResult.CONTINUE;
      }
      throw unreadable(file, failure);
    }

    /** The folder that was asked for may be hidden itself, or be called {@code .}. */
    private boolean isHidden(Path path) {
      return !path.equals(root) && String.valueOf(path.getFileName()).startsWith(".");
    }
  }

  static DatasetException unreadable(Path path, IOException failure) {
    String text =
        failure instanceof FileSystemLoopException
            ? "is a link to a folder around it; remove the link"
            : "cannot be read (%s); check its permissions"
                .formatted(failure.getClass().getSimpleName());
    return new DatasetException(Problem.of(Problem.Kind.UNREADABLE_FOLDER, path, text), failure);
  }
}
