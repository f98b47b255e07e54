package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A few drawn images, a tiny model that was trained on them for a moment, and that model exported.
 *
 * @param folder holds everything, and whatever a test adds
 * @param data 12 images for training and 4 for testing
 * @param run of {@code finetune}
 * @param model of {@code export}
 */
record Workspace(Path folder, Path data, Path run, Path model) {
  private static final String[] TINY = {
    "--set",
    "model={preset: micro, depth: 1}",
    "--set",
    "epochs=2",
    "--set",
    "batchSize=6",
    "--no-cache"
  };

  /** Makes everything with the commands themselves. */
  static Workspace create(Path folder) {
    Workspace workspace =
        new Workspace(
            folder, folder.resolve("pets"), folder.resolve("run"), folder.resolve("pets.onnx"));
    String data = workspace.data.toString();
    assertThat(vinyl("data", "synth", "--out", data, "--images", "16", "--size", "64"))
        .isEqualTo(new CommandLineFixture(0, data + ": 16 images\n", ""));
    CommandLineFixture trained = workspace.finetune(workspace.run);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.outLines()).hasSize(1);
    assertThat(trained.err()).contains("train: 1 of 4 steps, loss ", "train: 4 of 4 steps");
    CommandLineFixture exported = workspace.export(workspace.run, workspace.model);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out()).contains("pet, background, border");
    return workspace;
  }

  CommandLineFixture finetune(Path out, String... more) {
    return train(data, out, more, "finetune");
  }

  /** What {@link #finetune} types, for a process of its own. */
  List<String> command(Path out, String... more) {
    return List.of(arguments(data, out, more, "finetune"));
  }

  /** Any command that trains. */
  CommandLineFixture train(Path images, Path out, String[] more, String... command) {
    return vinyl(arguments(images, out, more, command));
  }

  private static String[] arguments(Path images, Path out, String[] more, String... command) {
    String[] folders = {"--data", images.toString(), "--out", out.toString()};
    return Stream.of(command, folders, TINY, more).flatMap(Stream::of).toArray(String[]::new);
  }

  CommandLineFixture export(Path from, Path out) {
    return vinyl("export", "--from", from.toString(), "--task", "segment", "--out", out.toString());
  }

  CommandLineFixture predict(Path out, Path... images) {
    String[] command = {"predict", "--model", model.toString(), "--out", out.toString()};
    Stream<String> files = Stream.of(images).map(Path::toString);
    return vinyl(Stream.concat(Stream.of(command), files).toArray(String[]::new));
  }

  /** The image that the first line of a data set's test list names. */
  static Path firstTestImage(Path data) throws IOException {
    String line = Files.readAllLines(data.resolve("annotations/test.txt")).get(0);
    String id = line.substring(0, line.indexOf(' '));
    return data.resolve("images").resolve(id + ".jpg");
  }

  /** The same images once more, for a test that breaks them. */
  Path copyOfData(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(data)) {
      files.forEach(file -> copy(file, copy.resolve(data.relativize(file).toString())));
    }
    return copy;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
