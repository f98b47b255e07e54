package dev.vinyl.spark.internal.hadoop;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.permission.FsAction;
import org.jspecify.annotations.Nullable;

/**
 * Paths of all of Hadoop's file systems, for reading: whatever would write throws {@link
 * ReadOnlyFileSystemException}. It is not installed in the JDK, so that {@link Path#of(URI)} does
 * not know it.
 */
public final class HadoopFileSystemProvider extends FileSystemProvider {
  private static final Set<OpenOption> WRITING =
      Set.of(
          StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.DELETE_ON_CLOSE);

  private final Supplier<Configuration> configuration;
  private final Map<URI, HadoopFileSystem> systems = new ConcurrentHashMap<>();

  /**
   * A provider.
   *
   * @param configuration asked for at each access
   */
  public HadoopFileSystemProvider(Supplier<Configuration> configuration) {
    this.configuration = configuration;
  }

  Configuration configuration() {
    return configuration.get();
  }

  /** Of all schemes that Hadoop is configured for. */
  @Override
  public String getScheme() {
    return "hadoop";
  }

  @Override
  public HadoopFileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException("settings are those of Hadoop's configuration");
  }

  @Override
  public HadoopFileSystem getFileSystem(URI uri) {
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw new IllegalArgumentException(uri + " has no scheme");
    }
    try {
      URI home = new URI(scheme.toLowerCase(Locale.ROOT), uri.getAuthority(), "/", null, null);
      return systems.computeIfAbsent(home, key -> new HadoopFileSystem(this, key));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(uri + " is not the URI of a file", e);
    }
  }

  /** The path that {@link Path#toUri} gave, or that another program wrote. */
  @Override
  public Path getPath(URI uri) {
    String path = uri.getPath();
    if (path == null) {
      throw new IllegalArgumentException(uri + " is not the URI of a file");
    }
    return HadoopPath.of(getFileSystem(uri), "/" + path);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    requireReading(options);
    HadoopPath file = HadoopPath.own(path);
    return new HadoopChannel(
        file, file.getFileSystem().ask(file, org.apache.hadoop.fs.FileSystem::open));
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return Channels.newInputStream(newByteChannel(path, Set.of(options)));
  }

  private static void requireReading(Collection<? extends OpenOption> options) {
    if (options.stream().anyMatch(WRITING::contains)) {
      throw new ReadOnlyFileSystemException();
    }
  }

  /** All that is there, whatever it is called. */
  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    HadoopPath listed = HadoopPath.own(folder);
    HadoopFileSystem system = listed.getFileSystem();
    if (!system.status(listed).isDirectory()) {
      throw new NotDirectoryException(folder.toString());
    }
    return new HadoopListing(
        listed, filter, system.ask(listed, org.apache.hadoop.fs.FileSystem::listStatusIterator));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (!type.isAssignableFrom(HadoopAttributes.class)) {
      throw new UnsupportedOperationException("no attributes but the basic ones");
    }
    return type.cast(attributes(HadoopPath.own(path)));
  }

  private static HadoopAttributes attributes(HadoopPath path) throws IOException {
    FileStatus listed = path.takeListed();
    return new HadoopAttributes(path, listed == null ? path.getFileSystem().status(path) : listed);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    if (attributes.indexOf(':') >= 0 && !attributes.startsWith("basic:")) {
      throw new UnsupportedOperationException("no attributes but the basic ones");
    }
    HadoopAttributes found = attributes(HadoopPath.own(path));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("size", found.size());
    all.put("lastModifiedTime", found.lastModifiedTime());
    all.put("lastAccessTime", found.lastAccessTime());
    all.put("creationTime", found.creationTime());
    all.put("isRegularFile", found.isRegularFile());
    all.put("isDirectory", found.isDirectory());
    all.put("isSymbolicLink", found.isSymbolicLink());
    all.put("isOther", found.isOther());
    all.put("fileKey", found.fileKey());
    List<String> wanted = List.of(attributes.replaceFirst("^basic:", "").split(",", -1));
    if (wanted.contains("*")) {
      return all;
    }
    if (!all.keySet().containsAll(wanted)) {
      throw new IllegalArgumentException("there are no attributes " + attributes);
    }
    all.keySet().retainAll(wanted);
    return all;
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type == BasicFileAttributeView.class ? type.cast(new View(HadoopPath.own(path))) : null;
  }

  private record View(HadoopPath path) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return attributes(path);
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created) {
      throw new ReadOnlyFileSystemException();
    }
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    HadoopPath file = HadoopPath.own(path);
    HadoopFileSystem system = file.getFileSystem();
    system.status(file);
    for (AccessMode mode : modes) {
      if (mode == AccessMode.WRITE) {
        throw new AccessDeniedException(path.toString(), null, "Hadoop's files are only read here");
      }
      FsAction action = mode == AccessMode.READ ? FsAction.READ : FsAction.EXECUTE;
      system.ask(
          file,
          (hadoop, asked) -> {
            hadoop.access(asked, action);
            return action;
          });
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    if (one.equals(other)) {
      return true;
    }
    return other instanceof HadoopPath && one.toRealPath().equals(other.toRealPath());
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("Hadoop does not say what files lie on");
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createLink(Path link, Path existing) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }
}
