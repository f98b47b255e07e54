package dev.vinyl.runtime.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model of Vinyl's with its session: one picture tensor in, one tensor out. Everything is
 * checked on the Java side before native code sees it. Thread-safe; {@link #close()} waits for runs
 * under way.
 */
public final class OnnxModel implements AutoCloseable {
  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelMetadata metadata;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed; // guarded by lock

  private OnnxModel(
      String name, OrtEnvironment environment, OrtSession session, ModelMetadata metadata) {
    this.name = name;
    this.environment = environment;
    this.session = session;
    this.metadata = metadata;
  }

  /** Opens a file; the caller closes the model. */
  public static OnnxModel open(Path file, SessionSettings settings) throws ModelException {
    String name = file.toString();
    checkFile(file, name);
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    OrtSession session = openSession(environment, file, name, settings);
    try {
      Map<String, String> properties = session.getMetadata().getCustomMetadata();
      ModelMetadata metadata = ModelMetadata.fromProperties(properties, name);
      return new OnnxModel(name, environment, session, metadata);
    } catch (OrtException e) {
      closeQuietly(session, e);
      throw new ModelException(
          name, "its metadata cannot be read (" + oneLine(e) + "); export the model again", e);
    } catch (ModelException e) {
      closeQuietly(session, e);
      throw e;
    }
  }

  private static void checkFile(Path file, String name) throws ModelException {
    if (Files.isDirectory(file)) {
      throw new ModelException(name, "is a folder; name a model file");
    }
    if (!Files.exists(file)) {
      throw new ModelException(name, "there is no such model file; check the path");
    }
    if (!Files.isReadable(file)) {
      throw new ModelException(name, "may not be read; check its permissions");
    }
    try {
      if (Files.size(file) == 0) {
        throw new ModelException(name, "the file is empty; export the model again");
      }
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelException(name, "cannot be read (" + e + "); check its permissions", e);
    }
  }

  private static OrtSession openSession(
      OrtEnvironment environment, Path file, String name, SessionSettings settings)
      throws ModelException {
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      return environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      String problem =
          e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF
              ? "is no ONNX model, or a damaged one"
              : "ONNX Runtime cannot open it (" + oneLine(e) + ")";
      throw new ModelException(name, problem + "; export the model again", e);
    }
  }

  /** What errors call the model: the path it was opened by. */
  public String name() {
    return name;
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  /**
   * Requires that the model takes one input, float32 of this name and shape.
   *
   * @param shape -1 for a free dimension
   */
  public void requireInput(String input, long... shape) throws ModelException {
    try {
      Map<String, NodeInfo> inputs = session.getInputInfo();
      requireTensor("input", input, shape, inputs);
      if (inputs.size() != 1) {
        throw new ModelException(
            name,
            "the model must have '%s' as its only input, it has %s; export the model again"
                .formatted(input, inputs.keySet()));
      }
    } catch (OrtException e) {
      throw new ModelException(
          name, "its inputs cannot be read (" + oneLine(e) + "); export the model again", e);
    }
  }

  /** Requires that the model has an output of float32 with this name and shape, -1 for free. */
  public void requireOutput(String output, long... shape) throws ModelException {
    try {
      requireTensor("output", output, shape, session.getOutputInfo());
    } catch (OrtException e) {
      throw new ModelException(
          name, "its outputs cannot be read (" + oneLine(e) + "); export the model again", e);
    }
  }

  private void requireTensor(String kind, String tensor, long[] shape, Map<String, NodeInfo> nodes)
      throws ModelException {
    NodeInfo node = nodes.get(tensor);
    if (node == null) {
      throw new ModelException(
          name,
          "the model has no %s '%s', it has %s; export the model again"
              .formatted(kind, tensor, nodes.keySet()));
    }
    @Nullable TensorInfo info = node.getInfo() instanceof TensorInfo t ? t : null;
    if (info == null || info.type != OnnxJavaType.FLOAT || !Arrays.equals(info.getShape(), shape)) {
      String found =
          info == null ? "no tensor" : info.type + " " + Arrays.toString(info.getShape());
      throw new ModelException(
          name,
          "%s '%s' must be FLOAT %s (-1 is any number) as the metadata says, it is %s; export the model again"
              .formatted(kind, tensor, Arrays.toString(shape), found));
    }
  }

  /**
   * Runs the model.
   *
   * @param in direct, in native byte order, from index 0 to its limit the whole input
   * @param out direct, as {@code in}; receives the whole output
   * @throws IllegalStateException after {@link #close()}, or if ONNX Runtime fails
   */
  public void run(
      String input,
      FloatBuffer in,
      long[] inShape,
      String output,
      FloatBuffer out,
      long[] outShape) {
    lock.readLock().lock();
    try {
      checkOpen();
      try (OnnxTensor image = OnnxTensor.createTensor(environment, in, inShape);
          OnnxTensor answer = OnnxTensor.createTensor(environment, out, outShape)) {
        // The answer lies in the caller's buffer: the result itself owns nothing more to read.
        session.run(Map.of(input, image), Map.of(output, answer)).close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "%s: ONNX Runtime failed to run the model: %s".formatted(name, oneLine(e)), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Throws if the model was closed. */
  public void checkOpen() {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(name + ": the model was closed; open it again to use it");
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for runs under way, then frees the session. Does nothing the second time. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(name + ": ONNX Runtime failed to close the model", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void closeQuietly(OrtSession session, Exception reason) {
    try {
      session.close();
    } catch (OrtException e) {
      reason.addSuppressed(e);
    }
  }

  private static String oneLine(OrtException error) {
    String message = String.valueOf(error.getMessage());
    return message.lines().findFirst().orElse(message).strip();
  }
}
