package dev.vinyl.spark;

import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parts that are done, in a folder of the driver: a file each, and one that says of which job they
 * are. Those of another job go.
 */
final class PartFolder {
  private static final String JOB = "job.txt";
  private static final String PREFIX = "part-";
  private static final String ENDING = ".bin";

  private final Path folder;

  private PartFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder, made if it is missing.
   *
   * @param identity of the job: models, images, settings
   */
  static PartFolder open(Path folder, String identity) throws IOException {
    Files.createDirectories(folder);
    Path job = folder.resolve(JOB);
    boolean same =
        Files.isRegularFile(job)
            && Files.readString(job, StandardCharsets.UTF_8).strip().equals(identity);
    if (!same) {
      new PartFolder(folder).deleteParts();
      AtomicFile.write(job, out -> out.write((identity + "\n").getBytes(StandardCharsets.UTF_8)));
    }
    return new PartFolder(folder);
  }

  /** A part that is done, packed. */
  Optional<byte[]> find(int index) throws IOException {
    Path file = file(index);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Keeps a part that is done. */
  void keep(int index, byte[] packed) throws IOException {
    AtomicFile.write(file(index), out -> out.write(packed));
  }

  /** Deletes what is kept, and the folder if nothing else is in it. */
  void delete() throws IOException {
    deleteParts();
    Files.deleteIfExists(folder.resolve(JOB));
    try (Stream<Path> rest = Files.list(folder)) {
      if (rest.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(folder);
  }

  private void deleteParts() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(PartFolder::isPart).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static boolean isPart(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(PREFIX) && name.endsWith(ENDING);
  }

  private Path file(int index) {
    return folder.resolve(String.format(Locale.ROOT, "%s%06d%s", PREFIX, index, ENDING));
  }
}
