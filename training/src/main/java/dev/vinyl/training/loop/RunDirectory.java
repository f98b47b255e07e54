package dev.vinyl.training.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.AtomicFile;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a training run leaves behind.
 *
 * <pre>{@code
 * run.yaml              what was run: see RunManifest
 * metrics.jsonl         a line a step and a line an epoch: see MetricsLog
 * tensorboard/          the same for TensorBoard
 * images/             what the model does, to look at; not in every stage
 * checkpoints/          see Checkpoints
 * encoder.safetensors   what the next stage starts from, without the head
 * head.safetensors      the head of this stage; not where an encoder alone was imported
 * }</pre>
 *
 * <p>The weights are there once training has ended; until then only checkpoints are. Weights and
 * the engine's states hold no times, so equal runs write equal files.
 */
public final class RunDirectory implements Closeable {
  private static final String MANIFEST = "run.yaml";
  private static final String METRICS = "metrics.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ENCODER = "encoder.safetensors";
  private static final String HEAD = "head.safetensors";
  private static final String ENGINE = "engine";
  private static final String TENSORBOARD = "tensorboard";
  private static final String IMAGES = "images";

  /** All that a run writes, and so all that starting over deletes. */
  private static final List<String> CONTENT =
      List.of(METRICS, TENSORBOARD, IMAGES, CHECKPOINTS, ENCODER, HEAD, ENGINE, MANIFEST);

  private final Path folder;
  private final @Nullable RunLock lock;

  private RunDirectory(Path folder, @Nullable RunLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** What happens to a run that is in the folder already. */
  public enum Existing {
    /**
     * It stays, and the new one is refused; unless it ended before its first checkpoint, so that
     * there is nothing to lose. Then it is deleted.
     */
    REFUSE,
    /** It is deleted; files that are no part of it stay. */
    OVERWRITE,
    /** It is continued, if it was begun in the same way. */
    RESUME
  }

  /** Says whether a run may be trained for more epochs than it was begun with. */
  @FunctionalInterface
  public interface Extension {
    /** Never: its epochs are a setting like others. */
    Extension NONE = begun -> Optional.of("its number of epochs is fixed");

    /**
     * What keeps a run from going on as if it had been begun with more epochs.
     *
     * @param begun the settings that it was begun with
     * @return the reason, in words; empty if it may
     */
    Optional<String> obstacle(ConfigTree begun) throws IOException;
  }

  /** As the other method, for runs of a fixed number of epochs. */
  public static RunDirectory begin(Path folder, Existing existing, RunManifest manifest)
      throws IOException {
    return begin(folder, existing, manifest, Extension.NONE);
  }

  /**
   * Begins to write a run, and keeps other trainings out of its folder until it is closed.
   *
   * @param folder made with its parents; if it is there, it must be empty or hold a run
   * @param existing what happens to a run that is there
   * @param manifest of the run; if it is continued, what it was begun with must be the same, but
   *     for more epochs
   * @param extension whether a run that is continued may have more epochs. It then counts as not
   *     ended: its weights are deleted, its checkpoints stay
   * @throws IOException if the folder holds something that may not be touched, another training
   *     writes there, the run to be continued was begun in another way, or it cannot be written
   */
  public static RunDirectory begin(
      Path folder, Existing existing, RunManifest manifest, Extension extension)
      throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw cannotStart(folder, "it is a file; name a folder");
    }
    if (Files.isDirectory(folder) && !isRun(folder) && !isEmpty(folder)) {
      throw cannotStart(folder, "it holds something that is not a run; choose another folder");
    }
    RunLock lock = RunLock.acquire(folder);
    try {
      RunDirectory run = new RunDirectory(folder, lock);
      run.deleteUnfinished();
      if (!isRun(folder)) {
        run.writeManifest(manifest);
      } else {
        run.takeOver(existing, manifest, extension);
      }
      return run;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void takeOver(Existing existing, RunManifest manifest, Extension extension)
      throws IOException {
    switch (existing == Existing.REFUSE && holdsNothing() ? Existing.OVERWRITE : existing) {
      case REFUSE ->
          throw cannotStart(
              folder, "it already holds one; choose another folder, resume it or overwrite it");
      case OVERWRITE -> {
        for (String name : CONTENT) {
          delete(folder.resolve(name));
        }
        writeManifest(manifest);
      }
      case RESUME -> {
        RunManifest begun = manifest();
        if (manifest.isLongerThan(begun)) {
          extend(begun, manifest, extension);
          return;
        }
        Optional<String> difference = manifest.differenceFrom(begun);
        if (difference.isPresent()) {
          throw new IOException(
              "cannot resume %s: %s; repeat the command that began it, or choose another folder"
                  .formatted(folder, difference.get()));
        }
        if (checkpoints().list().isEmpty() && !holdsNothing()) {
          throw new IOException(
              ("cannot resume %s: it has weights, and its checkpoints are gone; keep it as it is,"
                      + " choose another folder, or overwrite it")
                  .formatted(folder));
        }
      }
    }
  }

  private void extend(RunManifest begun, RunManifest manifest, Extension extension)
      throws IOException {
    Optional<String> obstacle = extension.obstacle(begun.config());
    if (obstacle.isPresent()) {
      throw new IOException(
          "cannot resume %s with more epochs: %s; begin another run with its encoder and head (--from %s --with-head)"
              .formatted(folder, obstacle.get(), folder));
    }
    delete(encoderFile());
    delete(headFile());
    writeManifest(begun.withConfig(manifest.config()));
  }

  /** Whether nothing came of the run that is there. */
  private boolean holdsNothing() throws IOException {
    return checkpoints().list().isEmpty()
        && !Files.exists(encoderFile())
        && !Files.exists(headFile());
  }

  private void deleteUnfinished() throws IOException {
    UnfinishedFiles.delete(folder, CONTENT::contains);
    UnfinishedFiles.delete(folder.resolve(CHECKPOINTS), name -> true);
    UnfinishedFiles.delete(images(), name -> true);
  }

  private static IOException cannotStart(Path folder, String reason) {
    return new IOException("cannot start a run in %s: %s".formatted(folder, reason));
  }

  /** A folder that cannot be written. */
  static IOException cannotStart(Path folder, IOException cause) {
    String reason = IoReasons.of(cause);
    return new IOException("cannot start a run in %s: %s".formatted(folder, reason), cause);
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
    if (!isRun(folder)) {
      throw new IOException(folder + ": is not a run, it has no " + MANIFEST);
    }
    return new RunDirectory(folder, null);
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

  /** A line for each step, epoch and validation. */
  Path metricsFile() {
    return folder.resolve(METRICS);
  }

  /** The folder of TensorBoard's event files. */
  public Path tensorBoard() {
    return folder.resolve(TENSORBOARD);
  }

  /** The folder of images that show what the model does. */
  public Path images() {
    return folder.resolve(IMAGES);
  }

  /** The checkpoints. */
  public Checkpoints checkpoints() {
    return new Checkpoints(folder.resolve(CHECKPOINTS));
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

  /** All that a run in a folder has, and that starting it over deletes. */
  public static List<Path> content(Path folder) {
    return CONTENT.stream().map(folder::resolve).toList();
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
    writeEncoder(encoder, metadata);
  }

  /** Writes an encoder by itself; as {@link #writeWeights}. */
  public void writeEncoder(ParameterSet encoder, Map<String, String> metadata) throws IOException {
    Safetensors.write(encoder, metadata, encoderFile());
  }

  /** Whether there is a head; an imported encoder has none. */
  public boolean hasHead() {
    return Files.exists(headFile());
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

  /** Whether a folder is there and holds a run. */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  /** A lock, and half a manifest, is left where a training ended before it had begun. */
  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(
          entry ->
              entry.endsWith(RunLock.FILE) || UnfinishedFiles.matches(entry, MANIFEST::equals));
    }
  }

  /** Lets other trainings in; a run that was only opened to be read needs no closing. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
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
