package dev.vinyl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What a command is about to write, held against what it reads and what is there. An output never
 * takes the place of an input, by whatever name either is called; a file that is there only goes
 * where an earlier run wrote it, or {@code --overwrite} was given.
 *
 * <p>What an earlier run wrote is known by the file itself, so that it is known however the run
 * ended, wherever the file was moved to, and until somebody changes it: each output comes with the
 * test that its format allows.
 */
final class OutputFiles {
  @Option(
      names = "--overwrite",
      description =
          "Replace files too that no earlier run wrote, or that were changed since; never an"
              + " input.")
  private boolean overwrite;

  private final List<Path> inputs = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();

  /** Whether an earlier run wrote a file. */
  @FunctionalInterface
  interface OwnFile {
    /**
     * Tells.
     *
     * @throws IOException if the file is not even of the format
     */
    boolean test(Path file) throws IOException;
  }

  private record Output(Path path, OwnFile own) {}

  /** Adds files or folders that the command reads; those that are not there do no harm. */
  OutputFiles reads(Collection<Path> paths) {
    inputs.addAll(paths);
    return this;
  }

  /** Adds a file or folder that the command reads. */
  OutputFiles reads(Path path) {
    return reads(List.of(path));
  }

  /** Adds a file that the command writes. */
  OutputFiles writes(Path file, OwnFile own) {
    outputs.add(new Output(file, own));
    return this;
  }

  /** Adds files that the command writes. */
  OutputFiles writes(Collection<Path> files, OwnFile own) {
    files.forEach(file -> writes(file, own));
    return this;
  }

  /**
   * Looks whether everything may be written. To be called before anything is.
   *
   * @throws IOException one line with the first file that must not be replaced
   */
  void check() throws IOException {
    requireOnce();
    requireFolders();
    List<Output> there =
        outputs.stream()
            .filter(output -> Files.exists(output.path(), LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (there.isEmpty()) {
      return; // an input that is there is none of them
    }
    requireNoInput(there);
    requireFiles(there);
    if (!overwrite) {
      requireOwn(there);
    }
  }

  /**
   * As {@link #check}, for outputs that may be replaced, folders with everything in them too.
   *
   * @throws IOException one line with the input that would be lost
   */
  void checkInputs() throws IOException {
    requireNoInput(outputs);
  }

  private void requireOnce() throws IOException {
    Set<Path> seen = new HashSet<>();
    for (Output output : outputs) {
      if (!seen.add(output.path().toAbsolutePath().normalize())) {
        throw new IOException(
            "cannot write %s: two outputs of this command have that name; choose another folder for one"
                .formatted(output.path()));
      }
    }
  }

  /** So that nobody waits for results that cannot be written. */
  private void requireFolders() throws IOException {
    for (Output output : outputs) {
      Path folder = output.path().toAbsolutePath().getParent();
      while (folder != null && !Files.exists(folder)) {
        folder = folder.getParent();
      }
      if (folder != null && !Files.isDirectory(folder)) {
        throw new IOException(
            "cannot write %s: %s is a file, not a folder; choose another place"
                .formatted(output.path(), folder));
      }
    }
  }

  private void requireNoInput(List<Output> there) throws IOException {
    Map<Object, Path> byIdentity = new HashMap<>();
    for (Output output : there) {
      identities(output.path()).forEach(identity -> byIdentity.put(identity, output.path()));
    }
    for (Path input : inputs) {
      Path real = real(input);
      for (Object identity : identities(input)) {
        requireNoInput(byIdentity.get(identity), input);
      }
      // An output may be a folder that goes with everything in it.
      for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
        requireNoInput(byIdentity.get(folder), input);
      }
    }
  }

  private static void requireNoInput(@Nullable Path output, Path input) throws IOException {
    if (output != null) {
      String what = output.equals(input) ? "it is an input" : "it is the input " + input;
      if (!real(output).equals(real(input)) && real(input).startsWith(real(output))) {
        what = "the input " + input + " is in it";
      }
      throw new IOException(
          "cannot write %s: %s, and an input is never replaced; choose another place for the output"
              .formatted(output, what));
    }
  }

  /** Everything that a file is known by: its path without links, and its number on the disk. */
  private static List<Object> identities(Path path) {
    List<Object> found = new ArrayList<>(List.of(real(path)));
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      if (key != null && !Files.isDirectory(path)) {
        found.add(key);
      }
    } catch (IOException e) {
      // it is not there
    }
    return found;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static void requireFiles(List<Output> there) throws IOException {
    for (Output output : there) {
      if (Files.isDirectory(output.path())) {
        throw new IOException(
            "cannot write %s: it is a folder; choose another name".formatted(output.path()));
      }
    }
  }

  private static void requireOwn(List<Output> there) throws IOException {
    List<Path> foreign = new ArrayList<>();
    for (Output output : there) {
      if (!isOwn(output)) {
        foreign.add(output.path());
      }
    }
    if (!foreign.isEmpty()) {
      throw new IOException(
          "cannot write %s: it is there%s and not as an earlier run wrote it; choose another place, or replace it with --overwrite"
              .formatted(
                  foreign.get(0),
                  foreign.size() == 1
                      ? ""
                      : " (and %d other files)".formatted(foreign.size() - 1)));
    }
  }

  private static boolean isOwn(Output output) {
    try {
      return Files.isRegularFile(output.path()) && output.own().test(output.path());
    } catch (IOException e) {
      return false;
    }
  }
}
