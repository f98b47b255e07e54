package dev.vinyl.training.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.runtime.io.AtomicFile;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder that a training run leaves behind.
 *
 * <pre>{@code
 * run.yaml              what was run: see RunManifest
 * metrics.jsonl         a line a step and a line an epoch: see MetricsLog
 * checkpoints/          see Checkpoints
 * encoder.safetensors   what the next stage starts from, without the head
 * head.safetensors      the head of this stage
 * }</pre>
 *
 * <p>The weights are there once training has ended; until then only checkpoints are. Weights and
 * checkpoints hold no times, so equal runs write equal files.
 */
public final class RunDirectory {
  private static final String MANIFEST = "run.yaml";
  private static final String METRICS = "metrics.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ENCODER = "encoder.safetensors";
  private static final String HEAD = "head.safetensors";
  private static final String ENGINE = "engine";

  /** All that a run writes, and so all that starting over deletes. */
  private static final List<String> CONTENT =
      List.of(METRICS, CHECKPOINTS, ENCODER, HEAD, ENGINE, MANIFEST);

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a new run.
   *
   * @param folder made with its parents; if it is there, it must be empty or, with {@code
   *     overwrite}, hold a run
   * @param overwrite whether a run that is there is deleted; files that are no part of it stay
   * @throws IOException if the folder holds something, or cannot be written
   */
  public static RunDirectory create(Path folder, boolean overwrite, RunManifest manifest)
      throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException("cannot start a run in " + folder + ": it is a file; name a folder");
    }
    if (Files.isDirectory(folder) && !isEmpty(folder)) {
      clear(folder, overwrite);
    }
    RunDirectory run = new RunDirectory(folder);
    run.writeManifest(manifest);
    return run;
  }

  private static void clear(Path folder, boolean overwrite) throws IOException {
    if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
      throw new IOException(
          "cannot start a run in %s: it holds something that is not a run; choose another folder"
              .formatted(folder));
    }
    if (!overwrite) {
      throw new IOException(
          "cannot start a run in %s: it already holds one; choose another folder or overwrite it"
              .formatted(folder));
    }
    for (String name : CONTENT) {
      delete(folder.resolve(name));
    }
  }

  /**
   * Opens what a run left.
   *
   * @throws IOException if the folder is not a run
   */
  public static RunDirectory open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + ": there is no such run; check the path");
    }
    if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
      throw new IOException(folder + ": is not a run, it has no " + MANIFEST);
    }
    return new RunDirectory(folder);
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /**
   * What was run.
   *
   * @throws IOException if {@code run.yaml} cannot be read
   */
  public RunManifest manifest() throws IOException {
    Path file = folder.resolve(MANIFEST);
    try {
      return ConfigTree.read(file).bind(RunManifest.class);
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString()) ? e : new IOException(file + ": " + message, e);
    }
  }

  private void writeManifest(RunManifest manifest) throws IOException {
    byte[] yaml = ConfigTree.of(manifest).toYaml().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(MANIFEST), out -> out.write(yaml));
  }

  /** Opens the metrics for appending; the caller closes them. */
  public MetricsLog openMetrics() throws IOException {
    return MetricsLog.open(folder.resolve(METRICS));
  }

  /**
   * The checkpoints.
   *
   * @param keepLast how many stay when a new one is saved, at least 1
   */
  public Checkpoints checkpoints(int keepLast) {
    return new Checkpoints(folder.resolve(CHECKPOINTS), keepLast);
  }

  /**
   * Makes an empty folder for the engine's own files.
   *
   * @return to be closed after the engine
   * @throws IOException if it cannot be made
   */
  public EngineFolder createEngineFolder() throws IOException {
    Path engine = folder.resolve(ENGINE);
    delete(engine);
    return new EngineFolder(Files.createDirectory(engine));
  }

  /**
   * The engine's own files; closing deletes them.
   *
   * @param path of the folder
   */
  public record EngineFolder(Path path) implements Closeable {
    @Override
    public void close() throws IOException {
      delete(path);
    }
  }

  /** Where the encoder's weights are once training has ended. */
  public Path encoderFile() {
    return folder.resolve(ENCODER);
  }

  /** Where the head's weights are once training has ended. */
  public Path headFile() {
    return folder.resolve(HEAD);
  }

  /**
   * Writes what was trained.
   *
   * @param encoder under the names of an encoder by itself, without a prefix
   * @param head under its own names
   * @param metadata free text by key for both files; no times
   */
  public void writeWeights(ParameterSet encoder, ParameterSet head, Map<String, String> metadata)
      throws IOException {
    Safetensors.write(head, metadata, headFile());
    Safetensors.write(encoder, metadata, encoderFile());
  }

  /**
   * The trained encoder, under the names of an encoder by itself.
   *
   * @throws IOException if it cannot be read; where training has not ended the message says so
   */
  public ParameterSet encoder() throws IOException {
    return read(encoderFile());
  }

  /** The trained head; as {@link #encoder()}. */
  public ParameterSet head() throws IOException {
    return read(headFile());
  }

  private ParameterSet read(Path weights) throws IOException {
    if (!Files.exists(weights)) {
      throw new IOException(
          "%s: has no %s, so its training has not ended; train it to the end first"
              .formatted(folder, weights.getFileName()));
    }
    return Safetensors.read(weights).parameters();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> parts = Files.walk(path)) {
      for (Path part : parts.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(part);
      }
    }
  }
}
