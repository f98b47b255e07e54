package dev.vinyl.runtime.internal.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files in a folder that belong together, such as scores and the page that shows them: a reader
 * never finds files of two sets side by side.
 *
 * <p>{@value #SUMS} lists the files of a whole set with their SHA-256, as {@code sha256sum -c}
 * reads it. A new folder appears with everything in it. In a folder that is there, a new set is
 * written beside the old one first; then {@value #INCOMPLETE} is put down, the old files go, the
 * new ones get their names, and {@value #INCOMPLETE} goes. Where a process is killed within that
 * moment, {@value #INCOMPLETE} stays and says what to do, and the files that are there are all old
 * or all new. Other files in the folder stay as they are.
 */
public final class FileSet {
  /** What a whole set has besides its files. */
  public static final String SUMS = "SHA256SUMS.txt";

  /** What a folder has whose set is not whole. */
  public static final String INCOMPLETE = "INCOMPLETE";

  private static final String SUMS_HEAD = "# Written by Vinyl; check with sha256sum -c " + SUMS;
  private static final String INCOMPLETE_HEAD =
      "# Written by Vinyl: the files here are not whole, because a run was ended while it replaced"
          + " them. Run the command again.";
  private static final long MOST_BYTES = 1 << 26;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  private FileSet() {}

  /** A file's name, and the checksum of what it held. */
  private record Entry(String sum, String name) {}

  /** Gives one file its final name. */
  @FunctionalInterface
  interface Mover {
    void move(Path from, Path to) throws IOException;
  }

  /**
   * Writes a set in place of the one that is there. Of files that an earlier set had and this one
   * has not, those go that hold what was written then.
   *
   * @param folder made with its parents if it is missing
   * @param content fills the empty folder whose path it gets, with files only
   * @throws IOException if a file cannot be written; one line that names the folder
   */
  public static void write(Path folder, IoConsumer<? super Path> content) throws IOException {
    write(folder, content, (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  static void write(Path folder, IoConsumer<? super Path> content, Mover mover) throws IOException {
    if (!Files.exists(folder)) {
      AtomicFile.fillDirectory(folder, staged -> fill(staged, content));
      return;
    }
    try (Temporary staged = Temporary.in(folder, "set")) {
      Files.createDirectory(staged.path());
      fill(staged.path(), content);
      AtomicFile.force(staged.path());
      replace(folder, staged.path(), mover);
    } catch (IOException e) {
      throw new AtomicFile.Failure(folder, e);
    }
  }

  private static void fill(Path staged, IoConsumer<? super Path> content) throws IOException {
    content.accept(staged);
    try (Stream<Path> files = Files.list(staged)) {
      list(staged, files.sorted().toList());
    }
  }

  /**
   * Writes {@value #SUMS} alone, for files that are too many to be written twice.
   *
   * @param folder where it goes
   * @param files in the folder or below it, in the order in which they are to be listed
   * @throws IOException if a file cannot be read or the list not written
   */
  public static void list(Path folder, Collection<Path> files) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      entries.add(new Entry(Sha256.hex(file), name));
    }
    write(folder.resolve(SUMS), SUMS_HEAD, entries);
  }

  /**
   * The files that {@value #SUMS} lists and that hold what was written, {@value #SUMS} itself
   * included.
   *
   * @throws IOException if a file cannot be read
   */
  public static Set<Path> unchanged(Path folder) throws IOException {
    Set<Path> unchanged = new HashSet<>();
    List<Entry> entries = read(folder.resolve(SUMS), SUMS_HEAD);
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.name());
      if (holds(file, entry)) {
        unchanged.add(file);
      }
    }
    if (!entries.isEmpty()) {
      unchanged.add(folder.resolve(SUMS));
    }
    return unchanged;
  }

  private static void replace(Path folder, Path staged, Mover mover) throws IOException {
    List<Entry> fresh = read(staged.resolve(SUMS), SUMS_HEAD);
    Set<Entry> all = listed(folder);
    List<Path> old = new ArrayList<>();
    for (Entry entry : all) {
      Path file = folder.resolve(entry.name());
      if (folder.equals(file.getParent()) && holds(file, entry)) {
        old.add(file);
      }
    }
    fresh.forEach(entry -> old.add(folder.resolve(entry.name())));
    all.addAll(fresh);
    write(folder.resolve(INCOMPLETE), INCOMPLETE_HEAD, all);
    Files.deleteIfExists(folder.resolve(SUMS));
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
    AtomicFile.forceEntries(folder);
    for (Entry entry : fresh) {
      mover.move(staged.resolve(entry.name()), folder.resolve(entry.name()));
    }
    mover.move(staged.resolve(SUMS), folder.resolve(SUMS));
    AtomicFile.forceEntries(folder);
    Files.delete(folder.resolve(INCOMPLETE));
  }

  /**
   * Whether a file is part of a set that was written here, and holds what was written: one that
   * somebody changed or put in its place is not.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean wrote(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    String name = name(file);
    if (folder == null || !Files.isRegularFile(file)) {
      return false;
    }
    if (name.equals(SUMS) || name.equals(INCOMPLETE)) {
      return !read(file, name.equals(SUMS) ? SUMS_HEAD : INCOMPLETE_HEAD).isEmpty();
    }
    for (Entry entry : listed(folder)) {
      if (entry.name().equals(name) && holds(file, entry)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a file is part of a set that was written here and has no other files than these, and
   * holds what was written: one of another command's set is not.
   *
   * @param names of all files that such a set can have
   * @throws IOException if it cannot be read
   */
  public static boolean wrote(Path file, Collection<String> names) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null
        && listed(folder).stream().allMatch(entry -> names.contains(entry.name()))
        && wrote(file);
  }

  private static boolean holds(Path file, Entry entry) throws IOException {
    return Files.isRegularFile(file) && Sha256.hex(file).equals(entry.sum());
  }

  /** What the sets say that were written or begun here. */
  private static Set<Entry> listed(Path folder) throws IOException {
    Set<Entry> entries = new LinkedHashSet<>(read(folder.resolve(SUMS), SUMS_HEAD));
    entries.addAll(read(folder.resolve(INCOMPLETE), INCOMPLETE_HEAD));
    return entries;
  }

  /** Nothing, if there is no such file, or it is somebody else's. */
  private static List<Entry> read(Path file, String head) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return List.of();
    }
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    return lines.isEmpty() || !lines.get(0).equals(head)
        ? List.of()
        : lines.stream()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .map(line -> new Entry(line.group(1), line.group(2)))
            .toList();
  }

  private static void write(Path file, String head, Iterable<Entry> entries) throws IOException {
    List<String> lines = new ArrayList<>(List.of(head));
    entries.forEach(entry -> lines.add(entry.sum() + "  " + entry.name()));
    String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
