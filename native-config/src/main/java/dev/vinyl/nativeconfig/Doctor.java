package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import dev.vinyl.nativeconfig.internal.CacheFolder;
import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Examines this machine and the native libraries: what is here, what would be used, and why not
 * more. What is missing goes into the report; the examination itself does not fail.
 *
 * <p>Examining loads the libraries, since nothing else shows that they work: ONNX Runtime with
 * training where that is to be had, so that this process can still train afterwards.
 */
public final class Doctor {
  private final DeviceProbe probe = new DeviceProbe();
  private final List<String> problems = new ArrayList<>();

  private Doctor() {}

  /** Examines everything. Takes about as long as loading the libraries does. */
  public static DoctorReport examine() {
    return new Doctor().report();
  }

  private DoctorReport report() {
    @Nullable OnnxRuntimeLibrary library = library();
    DoctorReport.Cuda cuda = cuda(library);
    DoctorReport.OnnxRuntime onnxRuntime = onnxRuntime(library, cuda.used());
    DoctorReport.OpenCv openCv = openCv();
    return new DoctorReport(
        VinylVersion.current(),
        probe.machine(),
        java(),
        onnxRuntime,
        openCv,
        cuda,
        tensorRt(library),
        caches(),
        problems);
  }

  private static DoctorReport.Java java() {
    return new DoctorReport.Java(
        System.getProperty("java.version", "unknown"),
        System.getProperty("java.vendor", "unknown"),
        System.getProperty("java.home", "unknown"),
        Runtime.getRuntime().maxMemory());
  }

  private static DoctorReport.OnnxRuntime onnxRuntime(
      @Nullable OnnxRuntimeLibrary library, boolean cuda) {
    String natives = TrainingNatives.find().map(TrainingNatives::description).orElse(null);
    if (library == null) {
      return new DoctorReport.OnnxRuntime(null, false, natives, null, List.of(), "nothing");
    }
    return new DoctorReport.OnnxRuntime(
        library.version(),
        library.trainingEnabled(),
        natives,
        library.nativeFile().map(String::valueOf).orElse(null),
        providers(),
        (cuda ? ExecutionProvider.cuda(0) : ExecutionProvider.cpu()).name());
  }

  /** For training if that works, else the stock library, else null; notes what failed. */
  private @Nullable OnnxRuntimeLibrary library() {
    try {
      if (!leavesTrainingOut()) {
        return OnnxRuntimeLibrary.loadForTraining();
      }
    } catch (IllegalStateException e) {
      problems.add(e.getMessage());
    }
    try {
      return OnnxRuntimeLibrary.load();
    } catch (IllegalStateException e) {
      if (!problems.contains(e.getMessage())) {
        problems.add(e.getMessage());
      }
      return null;
    }
  }

  /** With TensorRT there is no training library, and nobody misses it. */
  private static boolean leavesTrainingOut() {
    return Deployment.current() == Deployment.TENSORRT && TrainingNatives.find().isEmpty();
  }

  private static List<String> providers() {
    return OrtEnvironment.getAvailableProviders().stream()
        .map(provider -> provider.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private DoctorReport.OpenCv openCv() {
    try {
      return new DoctorReport.OpenCv(OpenCvLibrary.version());
    } catch (RuntimeException | LinkageError e) {
      problems.add("cannot read images: " + NativeErrors.firstLine(e));
      return new DoctorReport.OpenCv(null);
    }
  }

  private DoctorReport.Cuda cuda(@Nullable OnnxRuntimeLibrary library) {
    Optional<String> problem = trial(library, ExecutionProvider.cuda(0));
    String reason = problem.orElse("a model ran on cuda:0");
    @Nullable String driver = probe.nvidiaDriver().orElse(null);
    try {
      CudaInfo cuda = CudaInfo.ask();
      return new DoctorReport.Cuda(
          driver,
          cuda.driver(),
          cuda.runtime(),
          cuda.cudnn(),
          cuda.gpus(),
          null,
          problem.isEmpty(),
          reason);
    } catch (IllegalStateException e) {
      String unanswered = NativeErrors.firstLine(e);
      List<DoctorReport.Gpu> devices = probe.nvidiaDevices();
      return new DoctorReport.Cuda(
          driver, null, null, null, devices, unanswered, problem.isEmpty(), reason);
    }
  }

  private static DoctorReport.TensorRt tensorRt(@Nullable OnnxRuntimeLibrary library) {
    Optional<String> problem = trial(library, ExecutionProvider.tensorRt(0));
    return new DoctorReport.TensorRt(
        problem.isEmpty(), problem.orElse("a model ran on tensorrt:0"));
  }

  private static Optional<String> trial(
      @Nullable OnnxRuntimeLibrary library, ExecutionProvider provider) {
    return library == null
        ? Optional.of("ONNX Runtime is not loaded")
        : ProviderTrial.problem(provider);
  }

  private static DoctorReport.Caches caches() {
    return new DoctorReport.Caches(
        CacheFolder.current().map(String::valueOf).orElse(null), javaCppCache());
  }

  private static @Nullable String javaCppCache() {
    try {
      return Loader.getCacheDir().getPath();
    } catch (IOException | LinkageError e) {
      return null;
    }
  }
}
