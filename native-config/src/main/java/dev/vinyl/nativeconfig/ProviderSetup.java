package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands an {@link ExecutionProvider} over to ONNX Runtime. */
final class ProviderSetup {
  private ProviderSetup() {}

  /**
   * Why the library that is loaded has no such provider, as one line; empty if it lists it, which
   * does not yet mean that NVIDIA's libraries and a device are there.
   */
  static Optional<String> unlisted(ExecutionProvider provider) {
    return OrtEnvironment.getAvailableProviders().contains(nameOf(provider))
        ? Optional.empty()
        : Optional.of(Deployment.current().without(provider));
  }

  private static OrtProvider nameOf(ExecutionProvider provider) {
    if (provider instanceof ExecutionProvider.TensorRt) {
      return OrtProvider.TENSOR_RT;
    }
    return provider instanceof ExecutionProvider.Cuda ? OrtProvider.CUDA : OrtProvider.CPU;
  }

  /**
   * Adds a provider to a session's options; the processor is in every session by itself. Where a
   * CUDA graph is asked for, tries first whether it would answer rightly.
   *
   * @throws OrtException if ONNX Runtime cannot use it
   * @throws IllegalStateException if one of NVIDIA's libraries on the class path cannot be loaded,
   *     a cache folder of TensorRT's cannot be made, or a CUDA graph would answer wrongly
   */
  static void add(ExecutionProvider provider, OrtSession.SessionOptions options)
      throws OrtException {
    if (asksForGraph(provider)) {
      CudaGraphTrial.require(provider);
    }
    addUntried(provider, options);
  }

  /** As {@link #add}, without the trial. */
  static void addUntried(ExecutionProvider provider, OrtSession.SessionOptions options)
      throws OrtException {
    if (provider instanceof ExecutionProvider.Cuda cuda) {
      CudaLibraries.load();
      addCuda(cuda.device(), cuda.options(), options);
    } else if (provider instanceof ExecutionProvider.TensorRt tensorRt) {
      CudaLibraries.load();
      addTensorRt(tensorRt.device(), tensorRt.options(), options);
      addCuda(tensorRt.device(), tensorRt.rest(), options); // what comes first is asked first
    }
  }

  private static boolean asksForGraph(ExecutionProvider provider) {
    return (provider instanceof ExecutionProvider.Cuda cuda && cuda.options().cudaGraph())
        || (provider instanceof ExecutionProvider.TensorRt tensorRt
            && tensorRt.options().cudaGraph());
  }

  private static void addCuda(int device, CudaOptions wanted, OrtSession.SessionOptions options)
      throws OrtException {
    // Not addCUDA(int): that asks the Java library's native part, which is compiled without CUDA.
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
      for (Map.Entry<String, String> entry : wanted.entries().entrySet()) {
        cuda.add(entry.getKey(), entry.getValue());
      }
      options.addCUDA(cuda);
    }
  }

  private static void addTensorRt(
      int device, TensorRtOptions wanted, OrtSession.SessionOptions options) throws OrtException {
    createCache(wanted.engineCacheFolder());
    createCache(wanted.timingCacheFolder());
    try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device)) {
      for (Map.Entry<String, String> entry : wanted.entries().entrySet()) {
        tensorRt.add(entry.getKey(), entry.getValue());
      }
      options.addTensorrt(tensorRt);
    }
  }

  /** ONNX Runtime would make the last folder of the path only. */
  private static void createCache(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(
          "TensorRT's cache folder %s cannot be made: %s; name another"
              .formatted(folder, IoReasons.of(e)),
          e);
    }
  }
}
