package dev.vinyl.evaluation.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Files that appear under their name only when they are complete. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes text in UTF-8; as {@link #write(byte[], Path)}. */
  public static void write(String text, Path file) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8), file);
  }

  /**
   * Writes beside the file and renames; parents are created, an existing file is replaced.
   *
   * @throws IOException one line with the path, if it cannot be written; nothing is left then
   */
  public static void write(byte[] content, Path file) throws IOException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
    try {
      createFolder(file.toAbsolutePath().getParent());
      Files.write(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(unfinished, e);
      throw new IOException(
          "%s: cannot be written (%s); free some space or choose another folder"
              .formatted(file, reason(e)),
          e);
    }
  }

  private static void createFolder(@Nullable Path folder) throws IOException {
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  private static void deleteQuietly(Path unfinished, IOException original) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      original.addSuppressed(e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getClass().getSimpleName();
  }
}
