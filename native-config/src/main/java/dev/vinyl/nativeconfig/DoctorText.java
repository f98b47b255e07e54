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
    text.problems(report.problems());
    return text.text.toString();
  }

  private void machine(DoctorReport.Machine machine) {
    heading("Machine");
    entry("system", "%s, %s".formatted(machine.system(), machine.platform()));
    entry("processor", machine.processor());
    entry("instructions", joined(machine.instructions()));
    entry("cores", Integer.toString(machine.cores()));
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
    entry("driver", cuda.driver() == null ? "none found" : cuda.driver());
    entry("devices", cuda.devices().isEmpty() ? "none found" : joined(cuda.devices()));
    entry("used", (cuda.used() ? "yes: " : "no: ") + cuda.reason());
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
