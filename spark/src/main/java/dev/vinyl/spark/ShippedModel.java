package dev.vinyl.spark;

import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelDescription;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * A model on its way to executors. It is named by its content: it is sent once to each, and one
 * that was replaced between two jobs is another model.
 *
 * <p>It is broadcast rather than added to {@link SparkFiles}, since Spark 4.2 does not bring added
 * files to the tasks of a DataFrame's job (findings/spark-files-in-dataframe-jobs.sh).
 *
 * @param name what the driver calls it
 * @param stem of the names of its files on executors
 * @param onnx what the ONNX file holds
 * @param description what the YAML file beside it holds; null if there is none
 */
record ShippedModel(
    String name, String stem, Broadcast<byte[]> onnx, @Nullable Broadcast<byte[]> description)
    implements Serializable {
  /** What each application has sent so far, by the SHA-256. */
  private static final Map<SparkContext, Map<String, Broadcast<byte[]>>> SENT = new WeakHashMap<>();

  /**
   * Makes a model known to all executors.
   *
   * @throws IOException if it cannot be read
   */
  static ShippedModel ship(SparkContext context, Path model) throws IOException {
    Path description = ModelDescription.fileFor(model);
    boolean described = Files.isRegularFile(description);
    byte[] onnx = Files.readAllBytes(model);
    byte[] yaml = described ? Files.readAllBytes(description) : new byte[0];
    return new ShippedModel(
        model.toString(),
        "vinyl-" + Sha256.hex(onnx) + (described ? "-" + Sha256.hex(yaml) : ""),
        sent(context, onnx),
        described ? sent(context, yaml) : null);
  }

  private static Broadcast<byte[]> sent(SparkContext context, byte[] content) {
    synchronized (SENT) {
      return SENT.computeIfAbsent(context, c -> new HashMap<>())
          .computeIfAbsent(
              Sha256.hex(content),
              hash -> JavaSparkContext.fromSparkContext(context).broadcast(content));
    }
  }

  /**
   * The model as a file of this machine.
   *
   * @throws IOException if it cannot be written
   */
  Path here() throws IOException {
    Path folder = Path.of(SparkFiles.getRootDirectory());
    Broadcast<byte[]> yaml = description;
    if (yaml != null) {
      put(folder.resolve(stem + ".yaml"), yaml.value());
    }
    Path file = folder.resolve(stem + ".onnx");
    put(file, Objects.requireNonNull(onnx.value()));
    return file;
  }

  /** A file that an earlier task left is taken if it is whole. */
  private static void put(Path file, byte[] content) throws IOException {
    if (!Files.isRegularFile(file) || !Sha256.hex(file).equals(Sha256.hex(content))) {
      AtomicFile.write(file, out -> out.write(content));
    }
  }
}
