package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is made from a resource once and used by many processes, which may all be making it
 * at the same moment.
 */
final class UnpackedFile {
  /** Opens the content from its beginning; the caller closes it. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(UnpackedFile.class);

  private final Source source;
  private final Checksum wanted;

  UnpackedFile(Source source, Checksum wanted) {
    this.source = source;
    this.wanted = wanted;
  }

  /**
   * The file {@code cache/folder/name} with the wanted content: the one that is there, else one
   * written under a temporary name and renamed. Where the cache does not take it, a file in a new
   * temporary folder, deleted when the JVM ends.
   *
   * @throws IOException if the temporary folder does not take it either, or the source cannot be
   *     read or holds something else
   */
  Path place(String folder, String name, Optional<Path> cache) throws IOException {
    if (cache.isPresent()) {
      Path file = cache.get().resolve(folder).resolve(name);
      try {
        if (!wanted.matches(file)) {
          Files.createDirectories(cache.get().resolve(folder));
          write(file);
        }
        return file;
      } catch (IOException e) {
        log.debug("{} cannot be used, unpacking into a temporary folder", file, e);
      }
    }
    Path folderOfThisRun = Files.createTempDirectory("vinyl-natives");
    Path file = folderOfThisRun.resolve(name);
    // Deleted in reverse order: first the file, then the folder.
    folderOfThisRun.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    write(file);
    return file;
  }

  private void write(Path file) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName() + "-", ".part");
    try {
      try (InputStream in = source.open();
          FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        in.transferTo(Channels.newOutputStream(out));
        out.force(true);
      }
      if (!wanted.matches(part)) {
        throw new IOException("the unpacked copy differs from the original");
      }
      rename(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void rename(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Windows refuses to replace a library that another process has loaded: then it is there.
      if (!wanted.matches(file)) {
        throw e;
      }
    }
  }
}
