package dev.vinyl.training.internal.loop;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second training out of a run directory. The lock is the operating system's, so it goes
 * when the process does, however it ends.
 */
final class RunLock implements Closeable {
  static final String FILE = ".lock";

  /**
   * Folders that this process holds. The system's locks are those of a process: it would grant them
   * again, and drop them as soon as any channel on the file is closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Locks a folder, which is made if it is missing.
   *
   * @throws IOException if another training holds it, or it cannot be written
   */
  static RunLock acquire(Path folder) throws IOException {
    Path real = create(folder);
    if (!HELD.add(real)) {
      throw held(folder);
    }
    @Nullable RunLock lock = null;
    try {
      lock = tryAcquire(real);
    } catch (IOException e) {
      throw RunWriter.cannotStart(folder, e);
    } finally {
      if (lock == null) {
        HELD.remove(real);
      }
    }
    if (lock == null) {
      throw held(folder);
    }
    return lock;
  }

  private static IOException held(Path folder) {
    return new IOException(
        "cannot train in %s: another training is writing there; wait for its end or choose another folder"
            .formatted(folder));
  }

  /** The folder, made if it is missing, by the name that it has however it is called. */
  private static Path create(Path folder) throws IOException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw RunWriter.cannotStart(folder, e);
    }
  }

  /** Null if another process holds it. */
  private static @Nullable RunLock tryAcquire(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock == null ? null : new RunLock(folder, channel);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  /** A second call does nothing: another training may hold the folder by then. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(folder);
    }
  }
}
