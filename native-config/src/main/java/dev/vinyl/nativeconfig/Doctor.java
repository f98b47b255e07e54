package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    DoctorReport.OnnxRuntime onnxRuntime = onnxRuntime();
    DoctorReport.OpenCv openCv = openCv();
    return new DoctorReport(
        VinylVersion.current(),
        probe.machine(),
        java(),
        onnxRuntime,
        openCv,
        cuda(onnxRuntime),
        problems);
  }

  private static DoctorReport.Java java() {
    return new DoctorReport.Java(
        System.getProperty("java.version", "unknown"),
        System.getProperty("java.vendor", "unknown"),
        System.getProperty("java.home", "unknown"),
        Runtime.getRuntime().maxMemory());
  }

  private DoctorReport.OnnxRuntime onnxRuntime() {
    @Nullable OnnxRuntimeLibrary library = library();
    String natives =
        TrainingNatives.find()
            .map(url -> TrainingNatives.version().orElse("of unknown version"))
            .orElse(null);
    if (library == null) {
      return new DoctorReport.OnnxRuntime(null, false, natives, null, List.of(), "nothing");
    }
    return new DoctorReport.OnnxRuntime(
        library.version(),
        library.trainingEnabled(),
        natives,
        library.nativeFile().map(String::valueOf).orElse(null),
        providers(),
        ExecutionProvider.cpu().name());
  }

  /** For training if that works, else the stock library, else null; notes what failed. */
  private @Nullable OnnxRuntimeLibrary library() {
    try {
      return OnnxRuntimeLibrary.loadForTraining();
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

  private static List<String> providers() {
    return OrtEnvironment.getAvailableProviders().stream()
        .map(provider -> provider.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private DoctorReport.OpenCv openCv() {
    try {
      return new DoctorReport.OpenCv(OpenCvLibrary.version());
    } catch (RuntimeException | LinkageError e) {
      problems.add("cannot read pictures: " + NativeErrors.firstLine(e));
      return new DoctorReport.OpenCv(null);
    }
  }

  private DoctorReport.Cuda cuda(DoctorReport.OnnxRuntime onnxRuntime) {
    Optional<String> driver = probe.nvidiaDriver();
    List<String> devices = probe.nvidiaDevices();
    String reason = reason(onnxRuntime);
    return new DoctorReport.Cuda(
        driver.orElse(null),
        devices,
        false,
        devices.isEmpty() ? reason + ", and no device was found" : reason);
  }

  private static String reason(DoctorReport.OnnxRuntime onnxRuntime) {
    if (onnxRuntime.version() == null) {
      return "ONNX Runtime is not loaded";
    }
    String cuda = OrtProvider.CUDA.name().toLowerCase(Locale.ROOT);
    return onnxRuntime.providers().contains(cuda)
        ? "this version of Vinyl runs on the processor only, though ONNX Runtime lists CUDA"
        : "this build of ONNX Runtime is for the processor only";
  }
}
