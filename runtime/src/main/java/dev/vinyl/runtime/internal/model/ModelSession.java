package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.NotDownloaded;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A session of ONNX Runtime on a file, with errors that name the file. */
final class ModelSession implements AutoCloseable {
  private static final String AGAIN = "; download or export it again";
  private static final String EXTERNAL_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private ModelSession(String name, OrtEnvironment environment, OrtSession session) {
    this.name = name;
    this.environment = environment;
    this.session = session;
  }

  static ModelSession open(ModelSource source, SessionSettings settings) throws ModelException {
    Path file = source.file();
    return file != null ? open(file, settings) : open(source.name(), source.bytes(), settings);
  }

  private static ModelSession open(String name, byte[] onnx, SessionSettings settings)
      throws ModelException {
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      return new ModelSession(name, environment, environment.createSession(onnx, options));
    } catch (OrtException e) {
      throw unusable(name, e);
    }
  }

  private static ModelSession open(Path file, SessionSettings settings) throws ModelException {
    String name = file.toString();
    checkFile(file, name);
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      return new ModelSession(name, environment, environment.createSession(name, options));
    } catch (OrtException e) {
      Optional<ExternalData> linked = linkedData(file, name);
      if (linked.isPresent()) {
        return open(name, linked.get(), settings);
      }
      throw unusable(name, e);
    }
  }

  /**
   * Asked when ONNX Runtime has refused a model: whether it keeps tensors in files that are links
   * to other folders, as Hugging Face's cache lays them out.
   *
   * @throws ModelException if such a file is not there
   */
  private static Optional<ExternalData> linkedData(Path file, String name) throws ModelException {
    try {
      ExternalData data = ExternalData.of(file);
      for (Map.Entry<String, Path> part : data.files().entrySet()) {
        requireDownloaded(name, part.getKey(), part.getValue());
      }
      return data.leadsOut() ? Optional.of(data) : Optional.empty();
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty(); // what ONNX Runtime said stays
    }
  }

  private static void requireDownloaded(String name, String location, Path part)
      throws IOException {
    if (!Files.exists(part)) {
      throw new ModelException(
          name,
          "its weights lie in the file %s beside it, which is missing; put both into one folder"
              .formatted(location));
    }
    Optional<String> reason = NotDownloaded.reason(part);
    if (reason.isPresent()) {
      throw new ModelException(
          name,
          "its weights lie in the file %s beside it, which %s".formatted(location, reason.get()));
    }
  }

  /**
   * ONNX Runtime refuses files outside of the model's folder. So it gets the model's bytes with the
   * files' real names, and their real folder in place of the model's; the tensors are mapped as
   * they would be otherwise, and nothing is copied or left behind.
   */
  private static ModelSession open(String name, ExternalData data, SessionSettings settings)
      throws ModelException {
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      options.addConfigEntry(EXTERNAL_FOLDER, data.realFolder().toString());
      return new ModelSession(
          name, environment, environment.createSession(data.withRealNames(), options));
    } catch (OrtException e) {
      throw unusable(name, e);
    } catch (IOException e) {
      throw new ModelException(
          name, "its weights cannot be read (" + IoReasons.of(e) + "); check the files", e);
    }
  }

  private static ModelException unusable(String name, OrtException cause) {
    String problem =
        cause.getCode() == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF
            ? "is no ONNX model, or a damaged one"
            : "ONNX Runtime cannot open it (" + oneLine(cause) + ")";
    return new ModelException(name, problem + AGAIN, cause);
  }

  private static void checkFile(Path file, String name) throws ModelException {
    if (Files.isDirectory(file)) {
      throw new ModelException(
          name, "is a folder; name a model file, such as vinyl export makes of a run");
    }
    if (!Files.exists(file)) {
      throw new ModelException(name, "there is no such model file; check the path");
    }
    if (!Files.isReadable(file)) {
      throw new ModelException(name, "may not be read; check its permissions");
    }
    try {
      Optional<String> reason = NotDownloaded.reason(file);
      if (reason.isPresent()) {
        throw new ModelException(name, reason.get());
      }
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelException(name, "cannot be read (" + e + "); check its permissions", e);
    }
  }

  String name() {
    return name;
  }

  OrtEnvironment environment() {
    return environment;
  }

  Map<String, String> properties() throws ModelException {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw unreadable("metadata", e);
    }
  }

  /** The inputs by name, in their order; those that are no tensors have no shape. */
  Map<String, TensorInfo> inputs() throws ModelException {
    try {
      return tensors(session.getInputInfo());
    } catch (OrtException e) {
      throw unreadable("inputs", e);
    }
  }

  /** The outputs by name, in their order, without those that are no tensors. */
  Map<String, TensorInfo> outputs() throws ModelException {
    try {
      return tensors(session.getOutputInfo());
    } catch (OrtException e) {
      throw unreadable("outputs", e);
    }
  }

  private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    nodes.forEach(
        (tensor, node) -> {
          if (node.getInfo() instanceof TensorInfo info) {
            tensors.put(tensor, info);
          }
        });
    return tensors;
  }

  private ModelException unreadable(String what, OrtException cause) {
    return new ModelException(
        name, "its %s cannot be read (%s)%s".formatted(what, oneLine(cause), AGAIN), cause);
  }

  /** Runs into the given outputs. */
  void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) throws OrtException {
    // The answers lie in the caller's buffers: the result itself owns nothing more to read.
    session.run(inputs, outputs).close();
  }

  /** Runs once and tells the shapes that came out. */
  Map<String, long[]> trialShapes(Map<String, OnnxTensor> inputs) throws OrtException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      result.forEach(
          entry -> {
            if (entry.getValue() instanceof OnnxTensor tensor) {
              shapes.put(entry.getKey(), tensor.getInfo().getShape());
            }
          });
    }
    return shapes;
  }

  /** What ONNX Runtime says, all of its lines as one. */
  static String oneLine(OrtException error) {
    String message = String.valueOf(error.getMessage());
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(name + ": ONNX Runtime failed to close the model", e);
    }
  }
}
