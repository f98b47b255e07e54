package dev.vinyl.training.loop;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second training out of a run directory. The lock is the operating system's, so it goes
 * when the process does, however it ends.
 */
final class RunLock implements Closeable {
  static final String FILE = ".lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder, which is made if it is missing.
   *
   * @throws IOException if another training holds it, or it cannot be written
   */
  static RunLock acquire(Path folder) throws IOException {
    FileChannel channel = open(folder);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // this process holds it already, in another training
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new IOException(
          "cannot train in %s: another training is writing there; wait for its end or choose another folder"
              .formatted(folder));
    }
    return new RunLock(channel);
  }

  private static FileChannel open(Path folder) throws IOException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return FileChannel.open(
          folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw RunDirectory.cannotStart(folder, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
