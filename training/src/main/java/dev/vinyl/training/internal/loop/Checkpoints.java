package dev.vinyl.training.internal.loop;

import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.IoConsumer;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.loop.TrainingResult.Best;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: folders {@code epoch-0010}, or {@code epoch-0010-batch-000007} where
 * training was within the next epoch, with the engine's {@code state.ckpt} and a {@code
 * progress.json} that holds how far the run was and the checksum of the state. A folder appears
 * under its name complete or not at all, and an older one is deleted only after that.
 */
public final class Checkpoints {
  /** The engine's state in a checkpoint's folder. */
  public static final String STATE = "state.ckpt";

  /** How far the run was, in a checkpoint's folder. */
  public static final String PROGRESS = "progress.json";

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Pattern NAME = Pattern.compile("epoch-(\\d{4,})(?:-batch-(\\d{6,}))?");

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** What {@code progress.json} says. */
  private record Content(String sha256, TrainerState progress) {
    Content {
      Objects.requireNonNull(sha256, "sha256");
      Objects.requireNonNull(progress, "progress");
    }
  }

  /**
   * Writes a checkpoint, then deletes those that are too old to keep; the one of the best
   * validation stays. Newer ones, and one of the same moment, go too: they are damaged or hold bad
   * weights, or training would not have come here again.
   *
   * @param keepLast how many stay, this one included
   * @param state writes the engine's state to the file whose path it gets
   * @return the checkpoint's folder
   * @throws IOException if it cannot be written; older checkpoints are untouched then
   */
  public Path save(TrainerState progress, int keepLast, IoConsumer<? super Path> state)
      throws IOException {
    Path target = folder.resolve(name(progress));
    if (Files.exists(target)) {
      RunWriter.delete(target);
    }
    AtomicFile.fillDirectory(
        target,
        temporary -> {
          Path file = temporary.resolve(STATE);
          state.accept(file);
          Content content = new Content(Sha256.hex(file), progress);
          Files.write(temporary.resolve(PROGRESS), Json.mapper().writeValueAsBytes(content));
        });
    deleteOthers(target, keepLast, progress.best());
    return target;
  }

  private void deleteOthers(Path newest, int keepLast, @Nullable Best best) throws IOException {
    List<Path> all = list();
    int last = all.indexOf(newest);
    for (int i = 0; i < all.size(); i++) {
      boolean recent = i > last - keepLast && i <= last;
      boolean ofBest = best != null && all.get(i).equals(ofEpoch(best.epoch()));
      if (!recent && !ofBest) {
        RunWriter.delete(all.get(i));
      }
    }
  }

  private static String name(TrainerState progress) {
    String epoch = String.format(Locale.ROOT, "epoch-%04d", progress.epoch());
    return progress.batch() == 0
        ? epoch
        : String.format(Locale.ROOT, "%s-batch-%06d", epoch, progress.batch());
  }

  /** Where the checkpoint after this many epochs is, if there is one. */
  public Path ofEpoch(int epoch) {
    return folder.resolve(String.format(Locale.ROOT, "epoch-%04d", epoch));
  }

  /** The checkpoints' folders, the oldest first. */
  public List<Path> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> NAME.matcher(fileName(entry)).matches())
          .sorted(
              Comparator.comparingInt((Path entry) -> number(entry, 1))
                  .thenComparingInt(entry -> number(entry, 2)))
          .toList();
    }
  }

  /** The newest checkpoint's folder, whole or not. */
  public Optional<Path> latest() throws IOException {
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The newest checkpoint that is whole; damaged ones on the way to it are named in the log.
   *
   * @throws IOException if there are checkpoints, and none of them is whole
   */
  public Optional<Checkpoint> latestIntact() throws IOException {
    return latestIntact(Long.MAX_VALUE);
  }

  /** Likewise, of those after fewer than so many steps. */
  Optional<Checkpoint> latestIntact(long steps) throws IOException {
    List<Path> all = list();
    boolean anyIntact = all.isEmpty();
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        Checkpoint checkpoint = verify(all.get(i));
        if (checkpoint.progress().step() < steps) {
          return Optional.of(checkpoint);
        }
        anyIntact = true;
      } catch (IOException e) {
        log.warn("{}; the one before it is used", e.getMessage());
      }
    }
    if (!anyIntact) {
      throw new IOException(folder + ": every checkpoint is damaged; start over with overwrite");
    }
    return Optional.empty();
  }

  /**
   * Reads how far a checkpoint is, and checks that its state is the one that was written.
   *
   * @throws IOException if a file is missing or damaged; the message names it
   */
  public static Checkpoint verify(Path checkpoint) throws IOException {
    Content content = read(checkpoint.resolve(PROGRESS));
    Path state = checkpoint.resolve(STATE);
    if (!Files.isRegularFile(state) || !Sha256.hex(state).equals(content.sha256())) {
      throw new IOException("checkpoint " + state + ": is damaged, its checksum differs");
    }
    return new Checkpoint(checkpoint, content.progress());
  }

  private static Content read(Path file) throws IOException {
    try {
      @Nullable Content content = Json.mapper().readValue(Files.readAllBytes(file), Content.class);
      if (content != null) {
        return content;
      }
      throw new IOException("it holds null");
    } catch (IOException e) {
      throw new IOException("checkpoint " + file + ": is damaged", e);
    }
  }

  private static String fileName(Path entry) {
    return String.valueOf(entry.getFileName());
  }

  private static int number(Path checkpoint, int group) {
    Matcher name = NAME.matcher(fileName(checkpoint));
    return name.matches() && name.group(group) != null ? Integer.parseInt(name.group(group)) : 0;
  }
}
