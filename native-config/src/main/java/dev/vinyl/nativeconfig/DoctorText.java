package dev.vinyl.nativeconfig;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lays a {@link DoctorReport} out as text. */
final class DoctorText {
  private static final double GIB = 1L << 30;

  private final StringBuilder text = new StringBuilder();

  private DoctorText() {}

  static String of(DoctorReport report) {
    DoctorText text = new DoctorText();
    text.line("Vinyl " + report.vinylVersion());
    text.machine(report.machine());
    text.java(report.java());
    text.onnxRuntime(report.onnxRuntime());
    text.openCv(report.openCv());
    text.cuda(report.cuda());
    text.tensorRt(report.tensorRt());
    text.caches(report.caches());
    text.problems(report.problems());
    return text.text.toString();
  }

  private void machine(DoctorReport.Machine machine) {
    heading("Machine");
    entry("system", "%s, %s".formatted(machine.system(), machine.platform()));
    entry("processor", machine.processor());
    entry("instructions", joined(machine.instructions()));
    entry(
        "cores",
        "%s physical, %s logical".formatted(machine.physicalCores(), machine.logicalCores()));
    entry("memory", gib(machine.memoryBytes()));
  }

  private void java(DoctorReport.Java java) {
    heading("Java");
    entry("version", "%s, %s".formatted(java.version(), java.vendor()));
    entry("home", java.home());
    entry("heap", "at most " + gib(java.maxHeapBytes()));
  }

  private void onnxRuntime(DoctorReport.OnnxRuntime onnxRuntime) {
    heading("ONNX Runtime");
    entry("version", onnxRuntime.version() == null ? "not loaded" : onnxRuntime.version());
    entry("training", onnxRuntime.training() ? "yes" : "no");
    entry(
        "natives",
        onnxRuntime.trainingNatives() == null
            ? "no training library on the class path"
            : "training library %s on the class path".formatted(onnxRuntime.trainingNatives()));
    if (onnxRuntime.nativeFile() != null) {
      entry("unpacked to", onnxRuntime.nativeFile());
    }
    entry("providers", joined(onnxRuntime.providers()));
    entry("used", onnxRuntime.used());
  }

  private void openCv(DoctorReport.OpenCv openCv) {
    heading("OpenCV");
    entry("version", openCv.version() == null ? "not loaded" : openCv.version());
  }

  private void cuda(DoctorReport.Cuda cuda) {
    heading("CUDA");
    entry("driver", driver(cuda));
    if (cuda.unanswered() == null) {
      String cudnn = cuda.cudnn() == null ? "no cuDNN" : "cuDNN " + cuda.cudnn();
      entry("libraries", "CUDA %s, %s".formatted(cuda.runtime(), cudnn));
    } else {
      entry("libraries", "not asked: " + cuda.unanswered());
    }
    if (cuda.devices().isEmpty()) {
      entry("devices", "none found");
    }
    for (int i = 0; i < cuda.devices().size(); i++) {
      entry("device " + i, gpu(cuda.devices().get(i)));
    }
    entry("used", (cuda.used() ? "yes: " : "no: ") + cuda.reason());
  }

  private static String driver(DoctorReport.Cuda cuda) {
    String version = cuda.driver() == null ? "none found" : cuda.driver();
    return cuda.driverCuda() == null
        ? version
        : "%s, for CUDA up to %s".formatted(version, cuda.driverCuda());
  }

  private static String gpu(DoctorReport.Gpu gpu) {
    return gpu.computeCapability() == null
        ? gpu.name()
        : "%s, compute capability %s, %s multiprocessors, %s, %s of it free"
            .formatted(
                gpu.name(),
                gpu.computeCapability(),
                gpu.multiprocessors(),
                gib(gpu.memoryBytes()),
                gib(gpu.freeBytes()));
  }

  private void tensorRt(DoctorReport.TensorRt tensorRt) {
    heading("TensorRT");
    entry("usable", (tensorRt.usable() ? "yes: " : "no: ") + tensorRt.reason());
  }

  private void caches(DoctorReport.Caches caches) {
    heading("Unpacked natives");
    entry("ONNX Runtime", caches.vinyl() == null ? "a temporary folder" : caches.vinyl());
    entry("OpenCV, CUDA", caches.javaCpp());
  }

  private void problems(List<String> problems) {
    heading(problems.isEmpty() ? "No problems" : "Problems");
    problems.forEach(problem -> line("  " + problem));
  }

  private void heading(String heading) {
    line("");
    line(heading);
  }

  private void entry(String name, @Nullable String value) {
    line("  %-13s %s".formatted(name, value == null ? "unknown" : value));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static @Nullable String joined(List<String> values) {
    return values.isEmpty() ? null : String.join(", ", values);
  }

  private static @Nullable String gib(long bytes) {
    return bytes < 0 ? null : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
