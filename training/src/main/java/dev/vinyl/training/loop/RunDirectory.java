package dev.vinyl.training.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that a training run leaves behind.
 *
 * <pre>{@code
 * run.yaml              what was run: see RunManifest
 * metrics.jsonl         a line for each step, epoch and validation
 * tensorboard/          the same for TensorBoard
 * images/               what the model does, to look at; not in every stage
 * checkpoints/          a folder for each checkpoint
 * encoder.safetensors   what the next stage starts from, without the head
 * head.safetensors      the head of this stage; not where an encoder alone was imported
 * }</pre>
 *
 * <p>{@link dev.vinyl.training.stage.Training} and {@link dev.vinyl.training.weights.WeightImport}
 * write it; this class reads it. The weights are there once training has ended; until then only
 * checkpoints are. Weights and the engine's states hold no times, so equal runs write equal files.
 */
public final class RunDirectory {
  /** What a run says of itself; see {@link RunManifest}. */
  public static final String MANIFEST = "run.yaml";

  private static final String METRICS = "metrics.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ENCODER = "encoder.safetensors";
  private static final String HEAD = "head.safetensors";
  private static final String ENGINE = "engine";
  private static final String TENSORBOARD = "tensorboard";
  private static final String IMAGES = "images";

  /** What {@link #images} was called in the runs of before. */
  private static final String OLD_IMAGES = "pictures";

  /** All that a run writes, and so all that starting over deletes. */
  private static final List<String> CONTENT =
      List.of(
          METRICS, TENSORBOARD, IMAGES, OLD_IMAGES, CHECKPOINTS, ENCODER, HEAD, ENGINE, MANIFEST);

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
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

  /** The places of a run that may not be there yet. */
  public static RunDirectory at(Path folder) {
    return new RunDirectory(folder);
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
    return new RunDirectory(folder);
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /**
   * What was run. Keys of before are translated: what {@code firstValues} and {@code pictures} said
   * is there as {@code initialization} and {@code images}.
   *
   * @throws IOException if {@code run.yaml} cannot be read
   */
  public RunManifest manifest() throws IOException {
    Path file = manifestFile();
    try {
      return ConfigTree.read(file).withoutOldKeys().bind(RunManifest.class);
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString()) ? e : new IOException(file + ": " + message, e);
    }
  }

  /** What the run says of itself. */
  public Path manifestFile() {
    return folder.resolve(MANIFEST);
  }

  /** A line for each step, epoch and validation. */
  public Path metricsFile() {
    return folder.resolve(METRICS);
  }

  /** The folder of TensorBoard's event files. */
  public Path tensorBoard() {
    return folder.resolve(TENSORBOARD);
  }

  /** The folder of checkpoints. */
  public Path checkpoints() {
    return folder.resolve(CHECKPOINTS);
  }

  /** The folder of images that show what the model does. */
  public Path images() {
    return folder.resolve(IMAGES);
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
}
