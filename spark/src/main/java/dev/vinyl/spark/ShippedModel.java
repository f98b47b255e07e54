package dev.vinyl.spark;

import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;

/**
 * A model that executors have a copy of. Copies are named by their content: a model is sent once to
 * each, and one that was replaced between two jobs is another model.
 *
 * @param name what the driver calls it
 * @param sha256 of the ONNX file
 * @param file name of the copy
 */
record ShippedModel(String name, String sha256, String file) implements Serializable {

  /**
   * Makes a model known to all executors.
   *
   * @param scratch folder of the driver that lives as long as the context
   * @throws IOException if it cannot be read
   */
  static ShippedModel ship(SparkContext context, Path model, Path scratch) throws IOException {
    String sha256 = Sha256.hex(model);
    Path description = ModelDescription.fileFor(model);
    String described = Files.isRegularFile(description) ? Sha256.hex(description) : "";
    String stem = "vinyl-" + sha256 + (described.isEmpty() ? "" : "-" + described);
    Set<String> known = known(context);
    add(context, known, model, scratch.resolve(stem + ".onnx"));
    if (!described.isEmpty()) {
      add(context, known, description, scratch.resolve(stem + ".yaml"));
    }
    return new ShippedModel(model.toString(), sha256, stem + ".onnx");
  }

  private static Set<String> known(SparkContext context) {
    return Arrays.stream(context.listFiles().mkString("\n").split("\n", -1))
        .map(uri -> uri.substring(uri.lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  private static void add(SparkContext context, Set<String> known, Path file, Path copy)
      throws IOException {
    String name = String.valueOf(copy.getFileName());
    if (!known.contains(name)) {
      Files.copy(file, copy);
      context.addFile(copy.toUri().toString());
    }
  }

  /**
   * The copy on this machine.
   *
   * @throws IOException if it isn't what was sent
   */
  Path here() throws IOException {
    Path copy = Path.of(SparkFiles.get(file));
    if (!Sha256.hex(copy).equals(sha256)) {
      throw new IOException(
          "%s: the copy of %s is damaged; free space on this machine's disk and run the job again"
              .formatted(copy, name));
    }
    return copy;
  }
}
