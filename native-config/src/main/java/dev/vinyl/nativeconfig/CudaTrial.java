package dev.vinyl.nativeconfig;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether one of NVIDIA's devices can be used, by using it: a build that lists CUDA may
 * lack its libraries, libraries may lack a driver, and a driver may have no such device.
 */
final class CudaTrial {
  /** An ONNX model of opset 17, {@code y = x + x} for one number. */
  private static final byte[] MODEL =
      Base64.getDecoder()
          .decode(
              "CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQEQ==");

  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("error: (\\S+): cannot open shared object file");

  private static final Pattern MISSING_DEVICE = Pattern.compile("Invalid device ID: .*\\)");
  private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+): [^;]*[^; ]");

  /** CUDA's error for a driver that is older than the libraries, or that is not there at all. */
  private static final String INSUFFICIENT_DRIVER = "35";

  private CudaTrial() {}

  /** Why the device with this number cannot be used, as one line; empty if it can. */
  static Optional<String> problem(int device) {
    try {
      OrtEnvironment environment = OnnxRuntimeLibrary.loadForCuda().environment();
      if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
        return Optional.of(withoutCuda());
      }
      float sum = twice(environment, ExecutionProvider.cuda(device), 1.5f);
      return sum == 3 ? Optional.empty() : Optional.of("it computed 1.5 + 1.5 = " + sum);
    } catch (OrtException e) {
      return Optional.of(inWords(String.valueOf(e.getMessage())));
    } catch (IllegalStateException e) {
      return Optional.of(NativeErrors.firstLine(e));
    }
  }

  /** Runs the model: the sum of a number and itself. */
  static float twice(OrtEnvironment environment, ExecutionProvider provider, float number)
      throws OrtException {
    SessionSettings settings = SessionSettings.forInference().withProvider(provider);
    try (OrtSession.SessionOptions options = settings.toOptions();
        OrtSession session = environment.createSession(MODEL, options);
        OnnxTensor x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(new float[] {number}), new long[] {1});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    }
  }

  private static String withoutCuda() {
    if (!Platform.current().name().equals(TrainingNatives.CUDA_PLATFORM)) {
      return "there is a build of ONNX Runtime with CUDA for %s only"
          .formatted(TrainingNatives.CUDA_PLATFORM);
    }
    if (TrainingNatives.find().filter(TrainingNatives::cuda).isPresent()) {
      return "another library of ONNX Runtime than the one with CUDA was loaded before in this program; call OnnxRuntimeLibrary.loadForTraining() before anything else";
    }
    return "this ONNX Runtime is a build for the processor only; build with -Pcuda, or put %s with classifier %s on the class path"
        .formatted(TrainingNatives.ARTIFACT, TrainingNatives.CUDA_CLASSIFIER);
  }

  /** The part of ONNX Runtime's message that a reader can do something about. */
  static String inWords(String message) {
    Matcher library = MISSING_LIBRARY.matcher(message);
    if (library.find()) {
      return "NVIDIA's library %s is missing; build with -Pcuda, which brings CUDA 13 and cuDNN 9, or install them where the system's loader finds them"
          .formatted(library.group(1));
    }
    Matcher device = MISSING_DEVICE.matcher(message);
    if (device.find()) {
      return "there is no such device (%s)".formatted(device.group());
    }
    Matcher failure = CUDA_FAILURE.matcher(message);
    if (failure.find()) {
      return failure.group(1).equals(INSUFFICIENT_DRIVER)
          ? "NVIDIA's driver is missing, or too old for CUDA 13 (%s)".formatted(failure.group())
          : failure.group();
    }
    return message.lines().findFirst().orElse(message).strip();
  }
}
