package dev.vinyl.spark.internal.hadoop;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * A path in one of Hadoop's file systems. Names are put together and taken apart as the JDK does it
 * on Unix. An absolute path is shown with its scheme, as {@code hdfs://namenode/pets/cat 1.jpg};
 * {@link HadoopFileSystem#getPath} understands what is shown.
 */
final class HadoopPath implements Path {
  private static final String SLASH = "/";
  private static final String UP = "..";

  private final HadoopFileSystem system;

  /** Names with one slash between them, and one before them where the path is absolute. */
  private final String path;

  /** What the listing said that gave this path, until it is asked for. */
  private volatile @Nullable FileStatus listed;

  private HadoopPath(HadoopFileSystem system, String path) {
    this.system = system;
    this.path = path;
  }

  /** A path of any text; slashes too many are left out. */
  static HadoopPath of(HadoopFileSystem system, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "holds a zero character");
    }
    String path = text.replaceAll("/+", SLASH);
    boolean ends = path.length() > 1 && path.endsWith(SLASH);
    return new HadoopPath(system, ends ? path.substring(0, path.length() - 1) : path);
  }

  private HadoopPath of(boolean absolute, List<String> names) {
    return new HadoopPath(system, (absolute ? SLASH : "") + String.join(SLASH, names));
  }

  /** A file of this folder, as a listing found it. */
  HadoopPath listed(FileStatus status) {
    HadoopPath child = join(status.getPath().getName());
    child.listed = status;
    return child;
  }

  /**
   * What a listing said of this path: once, since it grows old. It saves whoever walks a tree a
   * request for each file.
   */
  @Nullable FileStatus takeListed() {
    FileStatus status = listed;
    listed = null;
    return status;
  }

  /** The same absolute path for Hadoop. */
  org.apache.hadoop.fs.Path forHadoop() {
    URI home = system.home();
    return new org.apache.hadoop.fs.Path(
        home.getScheme(), home.getAuthority(), toAbsolutePath().path);
  }

  private boolean isEmpty() {
    return path.isEmpty();
  }

  private boolean isRoot() {
    return path.equals(SLASH);
  }

  /** The empty path has one name, which is empty; the root has none. */
  private List<String> names() {
    return isRoot()
        ? List.of()
        : Arrays.asList((isAbsolute() ? path.substring(1) : path).split(SLASH, -1));
  }

  private HadoopPath join(String child) {
    if (isEmpty()) {
      return new HadoopPath(system, child);
    }
    return new HadoopPath(system, isRoot() ? path + child : path + SLASH + child);
  }

  /** A path of the same provider. */
  static HadoopPath own(Path path) {
    if (path instanceof HadoopPath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " is in another kind of file system");
  }

  @Override
  public HadoopFileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return path.startsWith(SLASH);
  }

  @Override
  public @Nullable HadoopPath getRoot() {
    return isAbsolute() ? new HadoopPath(system, SLASH) : null;
  }

  @Override
  public @Nullable HadoopPath getFileName() {
    return isRoot() ? null : new HadoopPath(system, path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public @Nullable HadoopPath getParent() {
    int slash = path.lastIndexOf('/');
    if (isRoot() || slash < 0) {
      return null;
    }
    return new HadoopPath(system, slash == 0 ? SLASH : path.substring(0, slash));
  }

  @Override
  public int getNameCount() {
    return names().size();
  }

  @Override
  public HadoopPath getName(int index) {
    List<String> names = names();
    if (index < 0 || index >= names.size()) {
      throw new IllegalArgumentException("%s has no name %d".formatted(this, index));
    }
    return new HadoopPath(system, names.get(index));
  }

  @Override
  public HadoopPath subpath(int from, int to) {
    List<String> names = names();
    if (from < 0 || to > names.size() || from >= to) {
      throw new IllegalArgumentException("%s has no names %d to %d".formatted(this, from, to));
    }
    return of(false, names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    if (!(other instanceof HadoopPath own) || !isLike(own)) {
      return false;
    }
    List<String> names = names();
    List<String> first = own.names();
    return own.isEmpty()
        ? isEmpty()
        : first.size() <= names.size() && names.subList(0, first.size()).equals(first);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof HadoopPath own) || !own.system.equals(system)) {
      return false;
    }
    if (own.isAbsolute() || own.isEmpty()) {
      return equals(own);
    }
    List<String> names = names();
    List<String> last = own.names();
    int from = names.size() - last.size();
    return from >= 0 && names.subList(from, names.size()).equals(last);
  }

  private boolean isLike(HadoopPath other) {
    return other.system.equals(system) && other.isAbsolute() == isAbsolute();
  }

  @Override
  public HadoopPath normalize() {
    Deque<String> kept = new ArrayDeque<>();
    for (String name : names()) {
      boolean up = name.equals(UP);
      if (up && !kept.isEmpty() && !kept.getLast().equals(UP)) {
        kept.removeLast();
      } else if (!name.equals(".") && !(up && isAbsolute())) {
        kept.addLast(name);
      }
    }
    return of(isAbsolute(), List.copyOf(kept));
  }

  @Override
  public HadoopPath resolve(Path other) {
    HadoopPath own = own(other);
    if (own.isAbsolute()) {
      return own;
    }
    return own.isEmpty() ? this : join(own.path);
  }

  @Override
  public HadoopPath relativize(Path other) {
    HadoopPath own = own(other);
    if (!isLike(own)) {
      throw new IllegalArgumentException("there is no way from %s to %s".formatted(this, other));
    }
    if (isEmpty() || own.equals(this)) {
      return isEmpty() ? own : new HadoopPath(system, "");
    }
    boolean plain = Collections.disjoint(names(), List.of(".", UP));
    boolean plainOther = Collections.disjoint(own.names(), List.of(".", UP));
    List<String> from = named(plain && plainOther ? this : normalize());
    List<String> to = named(plain && plainOther ? own : own.normalize());
    int same = 0;
    while (same < Math.min(from.size(), to.size()) && from.get(same).equals(to.get(same))) {
      same++;
    }
    List<String> back = from.subList(same, from.size());
    if (back.contains(UP)) {
      throw new IllegalArgumentException("there is no way from %s to %s".formatted(this, other));
    }
    List<String> way = new ArrayList<>(Collections.nCopies(back.size(), UP));
    way.addAll(to.subList(same, to.size()));
    return of(false, way);
  }

  private static List<String> named(HadoopPath path) {
    return path.isEmpty() ? List.of() : path.names();
  }

  /** Where it leads, in the form of {@link URI}; names are kept as they are written. */
  @Override
  public URI toUri() {
    URI home = system.home();
    try {
      return new URI(home.getScheme(), home.getAuthority(), toAbsolutePath().path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(this + " is no URI", e);
    }
  }

  /** From the root: a Hadoop file system's working folder has no meaning here. */
  @Override
  public HadoopPath toAbsolutePath() {
    return isAbsolute() ? this : new HadoopPath(system, SLASH + path);
  }

  @Override
  public HadoopPath toRealPath(LinkOption... options) throws IOException {
    HadoopPath real = toAbsolutePath().normalize();
    system.status(real);
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("Hadoop's file systems are not watched");
  }

  @Override
  public int compareTo(Path other) {
    HadoopPath own = own(other);
    int systems = system.home().compareTo(own.system.home());
    return systems == 0 ? path.compareTo(own.path) : systems;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HadoopPath own && own.system.equals(system) && own.path.equals(path);
  }

  @Override
  public int hashCode() {
    return 31 * system.hashCode() + path.hashCode();
  }

  @Override
  public String toString() {
    return isAbsolute() ? system.prefix() + path : path;
  }

  /** Without the scheme. */
  String plain() {
    return path;
  }
}
