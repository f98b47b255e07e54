package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacked files that have to lie in one folder, because each looks for the others beside itself.
 *
 * @param name of the folder below the cache
 * @param files what lies in it
 */
record UnpackedFolder(String name, List<UnpackedFile> files) {
  private static final Logger log = LoggerFactory.getLogger(UnpackedFolder.class);

  /** Takes a copy of the list. */
  UnpackedFolder {
    files = List.copyOf(files);
  }

  /**
   * The folder {@code cache/name} with all of the files in it. Where the cache does not take them,
   * a new temporary folder, deleted when the JVM ends.
   *
   * @throws IOException if the temporary folder does not take them either, or a source cannot be
   *     read or holds something else
   */
  Path place(Optional<Path> cache) throws IOException {
    @Nullable String refusal = null;
    if (cache.isPresent()) {
      Path folder = cache.get().resolve(name);
      try {
        Files.createDirectories(folder);
        return fill(folder);
      } catch (IOException e) {
        log.debug("{} cannot be used, unpacking into a temporary folder", folder, e);
        refusal = "neither in %s (%s) nor".formatted(folder, IoReasons.of(e));
      }
    }
    try {
      Path folder = Files.createTempDirectory("vinyl-natives");
      // Deleted in reverse order: first the files, then the folder.
      folder.toFile().deleteOnExit();
      files.forEach(file -> folder.resolve(file.name()).toFile().deleteOnExit());
      return fill(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s in the temporary folder %s (%s)"
              .formatted(
                  refusal == null ? "not" : refusal,
                  System.getProperty("java.io.tmpdir"),
                  IoReasons.of(e)));
    }
  }

  private Path fill(Path folder) throws IOException {
    for (UnpackedFile file : files) {
      file.placeIn(folder);
    }
    return folder;
  }
}
