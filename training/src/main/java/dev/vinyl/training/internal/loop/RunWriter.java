package dev.vinyl.training.internal.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.RunManifest;
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

/**
 * Writes a run directory, and keeps other trainings out of it until it is closed. What it writes is
 * read through {@link RunDirectory}.
 */
public final class RunWriter implements Closeable {
  private static final String ENGINE = "engine";

  private final RunDirectory run;
  private final RunLock lock;

  private RunWriter(RunDirectory run, RunLock lock) {
    this.run = run;
    this.lock = lock;
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
  public static RunWriter begin(Path folder, Existing existing, RunManifest manifest)
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
  public static RunWriter begin(
      Path folder, Existing existing, RunManifest manifest, Extension extension)
      throws IOException {
    requireRunOrNothing(folder);
    RunLock lock = RunLock.acquire(folder);
    try {
      RunWriter writer = new RunWriter(RunDirectory.at(folder), lock);
      writer.deleteUnfinished();
      if (!RunDirectory.isRun(folder)) {
        writer.writeManifest(manifest);
      } else {
        writer.takeOver(existing, manifest, extension);
      }
      return writer;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Refuses what {@link #begin} refuses by a look at the folder alone, for those who have much to
   * do before they begin.
   *
   * @throws IOException if the folder holds something that may not be touched
   */
  public static void requireUsable(Path folder, Existing existing) throws IOException {
    requireRunOrNothing(folder);
    if (existing == Existing.REFUSE
        && RunDirectory.isRun(folder)
        && !holdsNothing(RunDirectory.at(folder))) {
      throw alreadyThere(folder);
    }
  }

  private static void requireRunOrNothing(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw cannotStart(folder, "it is a file; name a folder");
    }
    if (Files.isDirectory(folder) && !RunDirectory.isRun(folder) && !isEmpty(folder)) {
      throw cannotStart(folder, "it holds something that is not a run; choose another folder");
    }
  }

  private static IOException alreadyThere(Path folder) {
    return cannotStart(
        folder, "it already holds one; choose another folder, resume it or overwrite it");
  }

  private void takeOver(Existing existing, RunManifest manifest, Extension extension)
      throws IOException {
    switch (existing == Existing.REFUSE && holdsNothing(run) ? Existing.OVERWRITE : existing) {
      case REFUSE -> throw alreadyThere(run.folder());
      case OVERWRITE -> {
        for (Path part : RunDirectory.content(run.folder())) {
          delete(part);
        }
        writeManifest(manifest);
      }
      case RESUME -> {
        RunManifest begun = run.manifest();
        if (manifest.isLongerThan(begun)) {
          extend(begun, manifest, extension);
          return;
        }
        Optional<String> difference = manifest.differenceFrom(begun);
        if (difference.isPresent()) {
          throw new IOException(
              "cannot resume %s: %s; repeat the command that began it, or choose another folder"
                  .formatted(run.folder(), difference.get()));
        }
        if (checkpoints().list().isEmpty() && !holdsNothing(run)) {
          throw new IOException(
              ("cannot resume %s: it has weights, and its checkpoints are gone; keep it as it is,"
                      + " choose another folder, or overwrite it")
                  .formatted(run.folder()));
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
              .formatted(run.folder(), obstacle.get(), run.folder()));
    }
    delete(run.encoderFile());
    delete(run.headFile());
    writeManifest(begun.withConfig(manifest.config()));
  }

  /** Whether nothing came of the run that is there. */
  private static boolean holdsNothing(RunDirectory run) throws IOException {
    return new Checkpoints(run.checkpoints()).list().isEmpty()
        && !Files.exists(run.encoderFile())
        && !Files.exists(run.headFile());
  }

  private void deleteUnfinished() throws IOException {
    Path folder = run.folder();
    List<Path> content = RunDirectory.content(folder);
    UnfinishedFiles.delete(folder, name -> content.contains(folder.resolve(name)));
    UnfinishedFiles.delete(run.checkpoints(), name -> true);
    UnfinishedFiles.delete(run.images(), name -> true);
  }

  private static IOException cannotStart(Path folder, String reason) {
    return new IOException("cannot start a run in %s: %s".formatted(folder, reason));
  }

  /** A folder that cannot be written. */
  static IOException cannotStart(Path folder, IOException cause) {
    String reason = IoReasons.of(cause);
    return new IOException("cannot start a run in %s: %s".formatted(folder, reason), cause);
  }

  /** The run as it is read. */
  public RunDirectory directory() {
    return run;
  }

  private void writeManifest(RunManifest manifest) throws IOException {
    byte[] yaml = ConfigTree.of(manifest).toYaml().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(run.manifestFile(), out -> out.write(yaml));
  }

  /** The checkpoints. */
  public Checkpoints checkpoints() {
    return new Checkpoints(run.checkpoints());
  }

  /**
   * Makes an empty folder for the engine's own files.
   *
   * @return to be closed after the engine
   * @throws IOException if it cannot be made
   */
  public EngineFolder createEngineFolder() throws IOException {
    Path engine = run.folder().resolve(ENGINE);
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

  /**
   * Writes what was trained.
   *
   * @param encoder under the names of an encoder by itself, without a prefix
   * @param head under its own names
   * @param metadata free text by key for both files; no times
   */
  public void writeWeights(ParameterSet encoder, ParameterSet head, Map<String, String> metadata)
      throws IOException {
    Safetensors.write(head, metadata, run.headFile());
    writeEncoder(encoder, metadata);
  }

  /** Writes an encoder by itself; as {@link #writeWeights}. */
  public void writeEncoder(ParameterSet encoder, Map<String, String> metadata) throws IOException {
    Safetensors.write(encoder, metadata, run.encoderFile());
  }

  /** A lock, and half a manifest, is left where a training ended before it had begun. */
  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(
          entry ->
              entry.endsWith(RunLock.FILE)
                  || UnfinishedFiles.matches(entry, RunDirectory.MANIFEST::equals));
    }
  }

  /** Lets other trainings in. */
  @Override
  public void close() throws IOException {
    lock.close();
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
