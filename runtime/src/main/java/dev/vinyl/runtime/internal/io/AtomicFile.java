package dev.vinyl.runtime.internal.io;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Writes a file or a folder completely or not at all.
 *
 * <pre>{@code
 * AtomicFile.write(path, out -> out.write(bytes));
 * }</pre>
 *
 * <p>The content goes to a hidden name ({@code .NAME.UUID.tmp}) in the target's own folder, is
 * forced to the disk and then renamed, so that under the target's name stands either what was there
 * before or the whole new content, also after a crash. Missing parent folders are made. If anything
 * fails, the temporary is deleted and the target is left as it was; what a killed process left goes
 * when the next one writes to the folder, see {@link Temporary}.
 *
 * <p>Every {@link IOException}, also one thrown by the content, arrives as one line that starts
 * with {@code cannot write TARGET:} and has the original as its cause. Other exceptions of the
 * content pass unchanged.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFile() {}

  /**
   * Writes a file through a buffered stream, replacing one that is there.
   *
   * @param target the file's final name
   * @param content writes everything; it may close the stream, and needs not
   * @throws IOException if the file cannot be written
   */
  public static void write(Path target, IoConsumer<? super OutputStream> content)
      throws IOException {
    fill(
        target,
        temporary -> {
          try (OutputStream out =
              new BufferedOutputStream(
                  Files.newOutputStream(
                      temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  BUFFER_BYTES)) {
            content.accept(out);
          }
        });
  }

  /**
   * Writes a file by its name, for writers that open files themselves (native libraries), replacing
   * one that is there.
   *
   * @param target the file's final name
   * @param content creates and fills the file whose path it gets
   * @throws IOException if the file cannot be written
   */
  public static void fill(Path target, IoConsumer<? super Path> content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("cannot write " + target + ": it is a folder; name a file");
    }
    replace(target, content);
  }

  /**
   * Writes a folder with everything in it. A folder that already holds something is never replaced.
   *
   * @param target the folder's final name; it must not exist, or be empty
   * @param content fills the empty folder whose path it gets
   * @throws IOException if the folder cannot be written, or holds something already
   */
  public static void fillDirectory(Path target, IoConsumer<? super Path> content)
      throws IOException {
    if (Files.exists(target) && !isEmptyDirectory(target)) {
      throw new IOException("cannot write " + target + ": it already exists; remove it first");
    }
    replace(
        target,
        temporary -> {
          Files.createDirectory(temporary);
          content.accept(temporary);
        });
  }

  private static void replace(Path target, IoConsumer<? super Path> content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new IOException("cannot write " + target + ": it is a file system's root");
    }
    try {
      // Asked first, because createDirectories refuses a link to a folder on JDK 17.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      try (Temporary temporary = Temporary.in(folder, String.valueOf(absolute.getFileName()))) {
        content.accept(temporary.path());
        force(temporary.path());
        Files.move(temporary.path(), absolute, StandardCopyOption.ATOMIC_MOVE);
        forceEntries(folder);
      }
    } catch (IOException e) {
      throw new Failure(target, e);
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Makes sure that the content outlives a crash before its name does. */
  static void force(Path path) throws IOException {
    for (Path part : Temporary.deepestFirst(path)) {
      if (Files.isDirectory(part)) {
        forceEntries(part);
      } else {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }

  /** Makes the names in a folder permanent; Windows has no such call and opens no folders. */
  static void forceEntries(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** One line, also where a folder fails because a file in it does. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Failure(Path target, IOException cause) {
      this(target, cause instanceof Failure inner ? inner.reason : IoReasons.of(cause), cause);
    }

    private Failure(Path target, String reason, IOException cause) {
      super("cannot write " + target + ": " + reason, cause);
      this.reason = reason;
    }
  }
}
