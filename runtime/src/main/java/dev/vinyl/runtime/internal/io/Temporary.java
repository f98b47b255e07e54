package dev.vinyl.runtime.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A free hidden name for a file or folder that is still being made: {@code .NAME.UUID.tmp}. Closing
 * deletes what is left under it.
 *
 * <p>A process that is killed deletes nothing, so whoever makes a temporary in the same folder next
 * does it. Whose a temporary is says the lock on the empty {@code .NAME.UUID.lck} beside it: the
 * operating system's, which goes with its process however that ends. A temporary without that file
 * is nobody's to delete. Where a file system has no locks, temporaries are made without it and are
 * never swept. Over a network it has to pass locks on to other machines, as NFS usually does;
 * mounted with locks that are each machine's own, a folder that several machines write to at once
 * may lose temporaries.
 */
public final class Temporary implements Closeable {
  private static final String LOCK = ".lck";
  private static final String CONTENT = ".tmp";
  private static final Pattern LOCK_NAME =
      Pattern.compile("(\\..+\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.lck");

  /**
   * Names of this process's lock files. The system's locks are those of a process and are dropped
   * as soon as it closes any channel on the file, so these must not even be opened.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lock;
  private final @Nullable FileChannel channel;

  private Temporary(Path path, Path lock, @Nullable FileChannel channel) {
    this.path = path;
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Chooses a name; nothing stands under it yet. What killed processes left in the folder is
   * deleted first, once for each process and folder.
   *
   * @param folder must exist
   * @param name what it is going to be, for people who find it
   * @throws IOException if the folder cannot be written
   */
  public static Temporary in(Path folder, String name) throws IOException {
    if (SWEPT.add(folder.toRealPath())) {
      sweep(folder);
    }
    while (true) {
      Temporary made = tryMake(folder, "." + name + "." + UUID.randomUUID());
      if (made != null) {
        return made;
      }
    }
  }

  /** Null if another process swept it between its making and locking. */
  private static @Nullable Temporary tryMake(Path folder, String stem) throws IOException {
    Path content = folder.resolve(stem + CONTENT);
    Path lock = folder.resolve(stem + LOCK);
    OWN.add(stem + LOCK);
    @Nullable Temporary made = null;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null && Files.exists(lock)) {
        made = new Temporary(content, lock, channel);
      }
    } catch (ClosedChannelException e) { // the thread is interrupted
      throw e;
    } catch (IOException e) {
      if (channel == null) {
        throw e;
      }
      made = new Temporary(content, lock, null); // there are no locks
    } finally {
      if (made == null || made.channel == null) {
        if (channel != null) {
          Files.deleteIfExists(lock);
          channel.close();
        }
        OWN.remove(stem + LOCK);
      }
    }
    return made;
  }

  /** The name, beside which its owner's lock stands. */
  public Path path() {
    return path;
  }

  /** Deletes the temporaries in a folder whose processes have ended. */
  static void sweep(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*" + LOCK)) {
      for (Path entry : entries) {
        Matcher lock = LOCK_NAME.matcher(String.valueOf(entry.getFileName()));
        if (lock.matches() && !OWN.contains(lock.group())) {
          sweep(entry, folder.resolve(lock.group(1) + CONTENT));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Nobody waits for it, and the next process tries again.
    }
  }

  private static void sweep(Path lock, Path content) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        delete(content);
        Files.deleteIfExists(lock);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another one deletes it already, or it is another user's.
    }
  }

  /** Deletes a file or folder with everything in it, if it is there; links are not followed. */
  private static void delete(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path part : deepestFirst(path)) {
        Files.deleteIfExists(part);
      }
    }
  }

  static List<Path> deepestFirst(Path path) throws IOException {
    try (Stream<Path> parts = Files.walk(path)) {
      return parts.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** Deletes what stands under the name. */
  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      if (channel != null) {
        Files.deleteIfExists(lock);
        channel.close();
      }
      OWN.remove(String.valueOf(lock.getFileName()));
    }
  }
}
