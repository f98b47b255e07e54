package dev.vinyl.spark.internal.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.security.AccessControlException;

/**
 * One of Hadoop's file systems, for reading. It holds nothing open: Hadoop itself keeps connections
 * and closes them.
 */
final class HadoopFileSystem extends FileSystem {
  private final HadoopFileSystemProvider provider;
  private final URI home;

  /**
   * @param home scheme and authority
   */
  HadoopFileSystem(HadoopFileSystemProvider provider, URI home) {
    this.provider = provider;
    this.home = home;
  }

  /** What is asked of Hadoop. */
  interface Request<T> {
    /** Asks it of a file system for a path. */
    T ask(org.apache.hadoop.fs.FileSystem system, org.apache.hadoop.fs.Path path)
        throws IOException;
  }

  /**
   * Asks Hadoop something.
   *
   * @throws IOException of the kinds that the JDK has, with a reason in one line
   */
  <T> T ask(HadoopPath path, Request<T> request) throws IOException {
    try {
      org.apache.hadoop.fs.FileSystem system =
          org.apache.hadoop.fs.FileSystem.get(home, provider.configuration());
      return request.ask(system, path.forHadoop());
    } catch (IOException | RuntimeException e) {
      throw failure(path, e);
    }
  }

  FileStatus status(HadoopPath path) throws IOException {
    return ask(path, org.apache.hadoop.fs.FileSystem::getFileStatus);
  }

  /** A failure of Hadoop's as one of the JDK's; Hadoop's messages can be pages long. */
  static IOException failure(Path path, Exception e) {
    if (e instanceof FileSystemException own) {
      return own;
    }
    if (e instanceof InterruptedIOException || e instanceof ClosedChannelException) {
      return (IOException) e;
    }
    String text = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    String line = text.lines().findFirst().orElse(e.getClass().getSimpleName());
    FileSystemException failure;
    if (e instanceof AccessControlException || line.endsWith("(Permission denied)")) {
      failure = new AccessDeniedException(path.toString(), null, line);
    } else if (e instanceof FileNotFoundException) {
      failure = new NoSuchFileException(path.toString());
    } else {
      failure = new FileSystemException(path.toString(), null, line);
    }
    failure.initCause(e);
    return failure;
  }

  /** Scheme and authority. */
  URI home() {
    return home;
  }

  /** What absolute paths begin with. */
  String prefix() {
    return home.getScheme() + "://" + Objects.requireNonNullElse(home.getAuthority(), "");
  }

  @Override
  public HadoopFileSystemProvider provider() {
    return provider;
  }

  @Override
  public HadoopPath getPath(String first, String... more) {
    StringBuilder text = new StringBuilder(withoutPrefix(first));
    for (String next : more) {
      if (!next.isEmpty()) {
        text.append(text.isEmpty() ? "" : "/").append(next);
      }
    }
    return HadoopPath.of(this, text.toString());
  }

  private String withoutPrefix(String text) {
    String prefix = prefix();
    if (text.equals(prefix)) {
      return "/";
    }
    return text.startsWith(prefix + "/") ? text.substring(prefix.length()) : text;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("Hadoop closes its file systems itself");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(Path.of(HadoopPath.own(path).plain()));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("owners are not looked up");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("Hadoop's file systems are not watched");
  }

  @Override
  public String toString() {
    return prefix();
  }
}
