package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
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
    @Nullable OnnxRuntimeLibrary library = library();
    DoctorReport.Cuda cuda = cuda(library);
    DoctorReport.OnnxRuntime onnxRuntime = onnxRuntime(library, cuda.used());
    DoctorReport.OpenCv openCv = openCv();
    return new DoctorReport(
        VinylVersion.current(), probe.machine(), java(), onnxRuntime, openCv, cuda, problems);
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

  private DoctorReport.Cuda cuda(@Nullable OnnxRuntimeLibrary library) {
    Optional<String> problem =
        library == null ? Optional.of("ONNX Runtime is not loaded") : CudaTrial.problem(0);
    return new DoctorReport.Cuda(
        probe.nvidiaDriver().orElse(null),
        probe.nvidiaDevices(),
        problem.isEmpty(),
        problem.orElse("a model ran on cuda:0"));
  }
}
