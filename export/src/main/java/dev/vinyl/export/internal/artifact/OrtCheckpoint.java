package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;

/**
 * The parameters, and after training the optimizer's state, of an ONNX Runtime training session, as
 * its checkpoint file (flatbuffers, {@code ODTC}, version 2) holds them.
 *
 * <p>A session takes its initial parameters from such a file and saves itself into one. The Java
 * API of ONNX Runtime gives no other way to single parameters. {@link #write} keeps the order of
 * its sets; a session sorts parameters by name when it saves. Immutable.
 */
public final class OrtCheckpoint {
  private final ParameterSet trainable;
  private final ParameterSet frozen;
  private final OptimizerState optimizer;
  private final Map<String, Object> properties;

  OrtCheckpoint(
      ParameterSet trainable,
      ParameterSet frozen,
      OptimizerState optimizer,
      Map<String, Object> properties) {
    this.trainable = trainable;
    this.frozen = frozen;
    this.optimizer = optimizer;
    this.properties = Collections.unmodifiableMap(properties);
  }

  /**
   * Writes parameters for a training session to start from, atomically and without optimizer state.
   * The same parameters give the same bytes.
   *
   * @param trainable parameters with a gradient buffer in the training model
   * @param frozen the training model's other parameters; may be empty. A parameter of the model
   *     that is in neither set silently becomes an input of the session
   * @throws IllegalArgumentException if a name is in both sets, or the values exceed 1.8 GB
   * @throws IOException if the file cannot be written; whatever stood under its name stays then
   */
  public static void write(ParameterSet trainable, ParameterSet frozen, Path file)
      throws IOException {
    for (String name : frozen.names()) {
      if (trainable.find(name).isPresent()) {
        throw new IllegalArgumentException("parameter " + name + " is both trainable and frozen");
      }
    }
    ByteBuffer bytes = CheckpointWriter.write(trainable, frozen);
    AtomicFile.write(
        file,
        out -> {
          WritableByteChannel channel = Channels.newChannel(out);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Reads a checkpoint that {@link #write} or a session made.
   *
   * @throws WeightFileException if there is no such file, it is damaged, or it holds anything but
   *     float32 tensors; the message is one line that names the file
   */
  public static OrtCheckpoint read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long bytes = Math.min(channel.size(), Integer.MAX_VALUE); // no checkpoint has more
      return CheckpointReader.read(file, channel.map(MapMode.READ_ONLY, 0, bytes));
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  /** Parameters that training changes, in the file's order. */
  public ParameterSet trainable() {
    return trainable;
  }

  /** Parameters that training leaves alone, in the file's order. */
  public ParameterSet frozen() {
    return frozen;
  }

  /** The optimizer's state; without moments if the file holds none. */
  public OptimizerState optimizer() {
    return optimizer;
  }

  /** Steps that the optimizer took. */
  public long step() {
    return optimizer.step();
  }

  /** What a session stored beside the parameters: each a {@link Long}, {@link Float} or String. */
  public Map<String, Object> properties() {
    return properties;
  }
}
