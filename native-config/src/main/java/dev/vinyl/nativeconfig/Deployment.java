package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.Platform;
import java.util.List;

/**
 * Which build of ONNX Runtime the class path brings, and in what words to say what is missing from
 * it. The profiles of Vinyl's own build bear the same names; {@code README.md} of this module tells
 * what each needs on the machine.
 */
enum Deployment {
  /** Microsoft's build for the processor, with or without the one of bytedeco's that trains. */
  PROCESSOR,
  /** Bytedeco's build with CUDA 13, which also trains. */
  CUDA,
  /** Microsoft's build with CUDA 12 and TensorRT 10, which does not. */
  TENSORRT;

  private static final List<String> TENSORRT_PLATFORMS = List.of("linux-x86_64", "windows-x86_64");
  private static final String TENSORRT_ARTIFACT = "com.microsoft.onnxruntime:onnxruntime_gpu";

  /** The one on this class path. */
  static Deployment current() {
    if (TrainingNatives.find().filter(TrainingNatives::cuda).isPresent()) {
      return CUDA;
    }
    String natives = "ai/onnxruntime/native/";
    boolean tensorRt =
        ClassPath.find(natives + "linux-x64/libonnxruntime_providers_tensorrt.so").isPresent()
            || ClassPath.find(natives + "win-x64/onnxruntime_providers_tensorrt.dll").isPresent();
    return tensorRt ? TENSORRT : PROCESSOR;
  }

  /** The release of CUDA that ONNX Runtime is linked to. */
  int cudaRelease() {
    return this == TENSORRT ? 12 : 13;
  }

  /** What to do where one of NVIDIA's libraries is missing. */
  String remedyForLibraries() {
    return this == TENSORRT
        ? "install CUDA 12, cuDNN 9 and TensorRT 10 where the system's loader finds them: the profile tensorrt does not bring them"
        : "build with -Pcuda, which brings CUDA 13 and cuDNN 9, or install them where the system's loader finds them";
  }

  /** Why a library of ONNX Runtime's has no such provider, and what to do. */
  String without(ExecutionProvider provider) {
    return provider instanceof ExecutionProvider.TensorRt ? withoutTensorRt() : withoutCuda();
  }

  private String withoutTensorRt() {
    String platform = Platform.current().name();
    if (this == TENSORRT) {
      return loadedBefore("TensorRT", "load");
    }
    return TENSORRT_PLATFORMS.contains(platform)
        ? "this ONNX Runtime is a build without TensorRT; build with -Ptensorrt, or put %s in the place of onnxruntime on the class path"
            .formatted(TENSORRT_ARTIFACT)
        : "there is a build of ONNX Runtime with TensorRT for %s only"
            .formatted(String.join(" and ", TENSORRT_PLATFORMS));
  }

  private String withoutCuda() {
    if (this == CUDA) {
      return loadedBefore("CUDA", "loadForTraining");
    }
    if (this == TENSORRT) {
      return loadedBefore("CUDA", "load");
    }
    return Platform.current().name().equals(TrainingNatives.CUDA_PLATFORM)
        ? "this ONNX Runtime is a build for the processor only; build with -Pcuda, or put %s with classifier %s on the class path"
            .formatted(TrainingNatives.ARTIFACT, TrainingNatives.CUDA_CLASSIFIER)
        : "there is a build of ONNX Runtime with CUDA for %s only"
            .formatted(TrainingNatives.CUDA_PLATFORM);
  }

  private static String loadedBefore(String what, String method) {
    return "another library of ONNX Runtime than the one with %s was loaded before in this program; call OnnxRuntimeLibrary.%s() before anything else"
        .formatted(what, method);
  }
}
