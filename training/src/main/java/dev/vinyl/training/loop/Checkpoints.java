package dev.vinyl.training.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.runtime.io.AtomicFile;
import dev.vinyl.runtime.io.IoConsumer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: folders {@code epoch-0010} with the engine's {@code state.ckpt} and a
 * {@code progress.json} that holds how far the run was and the checksum of the state. A folder
 * appears under its name complete or not at all, and an older one is deleted only after that.
 */
public final class Checkpoints {
  /** The engine's state in a checkpoint's folder. */
  public static final String STATE = "state.ckpt";

  /** How far the run was, in a checkpoint's folder. */
  public static final String PROGRESS = "progress.json";

  private static final Pattern NAME = Pattern.compile("epoch-(\\d{4,})");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int keepLast;

  Checkpoints(Path folder, int keepLast) {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keepLast must be at least 1, got " + keepLast);
    }
    this.folder = folder;
    this.keepLast = keepLast;
  }

  /**
   * How far a run was when its state was written.
   *
   * @param epoch epochs finished
   * @param step optimizer steps taken
   * @param sha256 checksum of {@code state.ckpt}, in lower-case hexadecimal
   */
  public record Progress(int epoch, long step, String sha256) {}

  /**
   * Writes a checkpoint, then deletes those that are too old to keep.
   *
   * @param epoch epochs finished
   * @param step optimizer steps taken
   * @param state writes the engine's state to the file whose path it gets
   * @return the checkpoint's folder
   * @throws IOException if it cannot be written; older checkpoints are untouched then
   */
  public Path save(int epoch, long step, IoConsumer<? super Path> state) throws IOException {
    Path target = folder.resolve("epoch-%04d".formatted(epoch));
    AtomicFile.fillDirectory(
        target,
        temporary -> {
          Path file = temporary.resolve(STATE);
          state.accept(file);
          byte[] progress = JSON.writeValueAsBytes(new Progress(epoch, step, sha256(file)));
          Files.write(temporary.resolve(PROGRESS), progress);
        });
    List<Path> all = list();
    for (Path old : all.subList(0, Math.max(0, all.size() - keepLast))) {
      RunDirectory.delete(old);
    }
    return target;
  }

  /** The checkpoints' folders, the oldest first. */
  public List<Path> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> epoch(entry) >= 0)
          .sorted(Comparator.comparingInt(Checkpoints::epoch))
          .toList();
    }
  }

  /** The newest checkpoint's folder, if there is one. */
  public Optional<Path> latest() throws IOException {
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Reads how far a checkpoint is, and checks that its state is the one that was written.
   *
   * @throws IOException if a file is missing or damaged; the message names it
   */
  public static Progress verify(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(PROGRESS);
    Progress progress;
    try {
      progress = JSON.readValue(Files.readAllBytes(file), Progress.class);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read; use an earlier checkpoint", e);
    }
    Path state = checkpoint.resolve(STATE);
    if (!Files.isRegularFile(state) || !sha256(state).equals(progress.sha256())) {
      throw new IOException(
          state + ": is not what was written, its checksum differs; use an earlier checkpoint");
    }
    return progress;
  }

  private static int epoch(Path checkpoint) {
    Matcher name = NAME.matcher(String.valueOf(checkpoint.getFileName()));
    return name.matches() ? Integer.parseInt(name.group(1)) : -1;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
