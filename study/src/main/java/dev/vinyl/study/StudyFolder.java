package dev.vinyl.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a study, held by one process at a time. {@code origin.json} says which study it is
 * of and what its data was like when it began.
 */
final class StudyFolder implements Closeable {
  private static final String ORIGIN = "origin.json";
  private static final String LOCK = ".lock";

  private final Path folder;
  private final FileChannel channel;

  private StudyFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder for a study.
   *
   * @param folder made if it is missing
   * @throws IOException if it holds something else or another study, or another process runs it
   */
  static StudyFolder open(Path folder, String study) throws IOException {
    requireOwn(folder, study);
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IOException(
          "%s: another process runs this study; wait for its end or choose another folder"
              .formatted(folder));
    }
    return new StudyFolder(folder, channel);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process holds it
    }
  }

  /** Without touching it: what keeps a study from being run in a folder. */
  static void requireOwn(Path folder, String study) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": is a file; name a folder");
    }
    Path origin = folder.resolve(ORIGIN);
    if (Files.exists(origin)) {
      String there = read(origin).path("study").asText();
      if (!there.equals(study)) {
        throw new IOException(
            "%s: holds the study %s, this one is %s; choose another folder"
                .formatted(folder, there, study));
      }
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> !isMadeFirst(String.valueOf(entry.getFileName())))) {
        throw new IOException(
            "%s: holds something that is not a study; choose another folder".formatted(folder));
      }
    }
  }

  /** Of a study that was killed before it was begun. */
  private static boolean isMadeFirst(String name) {
    return name.equals(LOCK) || name.equals(Study.DATA) || name.startsWith("." + ORIGIN);
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return Json.mapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": is damaged; choose another folder", e);
    }
  }

  /**
   * Holds the data against what it was when the study began, and writes down what is new of it.
   *
   * @param fingerprints of data sets, by their folders
   * @throws IOException if one changed since
   */
  void begin(String study, Map<String, String> fingerprints) throws IOException {
    Path file = folder.resolve(ORIGIN);
    ObjectNode origin = Json.mapper().createObjectNode();
    if (Files.exists(file) && read(file) instanceof ObjectNode there) {
      origin = there;
    }
    origin.put("study", study);
    ObjectNode data = origin.withObjectProperty("data");
    for (Map.Entry<String, String> entry : fingerprints.entrySet()) {
      String before = data.path(entry.getKey()).asText(entry.getValue());
      if (!before.equals(entry.getValue())) {
        throw new IOException(
            "%s: the data set has changed since this study began; put it back, or choose another folder for the study"
                .formatted(entry.getKey()));
      }
      data.put(entry.getKey(), entry.getValue());
    }
    byte[] bytes = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(origin);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
