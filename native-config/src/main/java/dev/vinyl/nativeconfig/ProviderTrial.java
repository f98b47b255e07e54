package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether one of NVIDIA's devices can be used, by using it: a build that lists CUDA may
 * lack its libraries, libraries may lack a driver, and a driver may have no such device.
 */
final class ProviderTrial {
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("error: (\\S+): cannot open shared object file");

  private static final Pattern MISSING_DEVICE = Pattern.compile("Invalid device ID: .*\\)");
  private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+): [^;]*[^; ]");

  /** CUDA's error for a driver that is older than the libraries, or that is not there at all. */
  private static final String INSUFFICIENT_DRIVER = "35";

  private ProviderTrial() {}

  /** Why this provider cannot be used, as one line; empty if it can. */
  static Optional<String> problem(ExecutionProvider provider) {
    try {
      OrtEnvironment environment = OnnxRuntimeLibrary.loadForDevices().environment();
      Optional<String> unlisted = ProviderSetup.unlisted(provider);
      if (unlisted.isPresent()) {
        return unlisted;
      }
      float sum = twice(environment, provider, 1.5f);
      return sum == 3 ? Optional.empty() : Optional.of("it computed 1.5 + 1.5 = " + sum);
    } catch (OrtException e) {
      return Optional.of(inWords(e));
    } catch (IllegalStateException e) {
      return Optional.of(NativeErrors.firstLine(e));
    }
  }

  /** Runs a tiny model: the sum of a number and itself. */
  static float twice(OrtEnvironment environment, ExecutionProvider provider, float number)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      ProviderSetup.add(provider, options);
      try (TrialModel model = new TrialModel(environment, options)) {
        return model.twice(number)[0];
      }
    }
  }

  /** The part of ONNX Runtime's message that a reader of this deployment can do something about. */
  static String inWords(OrtException error) {
    return inWords(String.valueOf(error.getMessage()), Deployment.current());
  }

  /** As {@link #inWords(OrtException)}. */
  static String inWords(String message, Deployment deployment) {
    Matcher library = MISSING_LIBRARY.matcher(message);
    if (library.find()) {
      return "NVIDIA's library %s is missing; %s"
          .formatted(library.group(1), deployment.remedyForLibraries());
    }
    Matcher device = MISSING_DEVICE.matcher(message);
    if (device.find()) {
      return "there is no such device (%s)".formatted(device.group());
    }
    Matcher failure = CUDA_FAILURE.matcher(message);
    if (failure.find()) {
      return failure.group(1).equals(INSUFFICIENT_DRIVER)
          ? "NVIDIA's driver is missing, or too old for CUDA %s (%s)"
              .formatted(deployment.cudaRelease(), failure.group())
          : failure.group();
    }
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
