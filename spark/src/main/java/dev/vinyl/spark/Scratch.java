package dev.vinyl.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder of this JVM for what executors fetch from it; it goes when the JVM ends. */
final class Scratch {
  private static final class Holder {
    private static final Path FOLDER = create();
  }

  private Scratch() {}

  /** The folder; nothing else writes to it. */
  static Path folder() {
    return Holder.FOLDER;
  }

  private static Path create() {
    try {
      Path folder = Files.createTempDirectory("vinyl-spark");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
      Files.delete(folder);
    } catch (IOException e) {
      // the system's own cleaning of temporary files finds it
    }
  }
}
