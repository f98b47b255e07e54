package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vinyl.fixtures.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
  static final class Examine {
    public static void main(String[] args) {
      System.out.print(Doctor.examine().toText());
    }
  }

  @Test
  void findsLibrariesAndLeavesThisProcessAbleToTrain() {
    DoctorReport report = Doctor.examine();

    assertThat(report.problems()).isEmpty();
    assertThat(report.onnxRuntime().version()).startsWith("1.");
    assertThat(report.onnxRuntime().training()).isTrue();
    // Microsoft's classes and the other artifact's natives must be of one release.
    assertThat(report.onnxRuntime().trainingNatives())
        .startsWith(report.onnxRuntime().version() + "-");
    assertThat(report.onnxRuntime().providers()).contains("cpu");
    assertThat(report.openCv().version()).startsWith("4.");
    assertThat(report.cuda().reason()).isNotBlank();
    assertThat(report.onnxRuntime().used()).isEqualTo(report.cuda().used() ? "cuda:0" : "cpu");
    assertThat(OnnxRuntimeLibrary.loadForTraining().trainingEnabled()).isTrue();
  }

  @Test
  void reportsWhatIsMissingInsteadOfFailing() throws Exception {
    assumeFalse(Deployment.current() == Deployment.TENSORRT, "which leaves training out");
    List<String> text =
        new ChildJvm().withoutNatives("onnxruntime").withoutNatives("opencv").run(Examine.class);

    assertThat(text)
        .contains("  training      no", "Problems")
        .anyMatch(line -> line.startsWith("  cannot train: no training library"))
        .anyMatch(line -> line.startsWith("  cannot read images: "));
  }

  @Test
  void missesNoTrainingWhereTensorRtIsDeployed() throws Exception {
    assumeTrue(Deployment.current() == Deployment.TENSORRT, "needs -Ptensorrt");

    assertThat(new ChildJvm().withoutNatives("onnxruntime").run(Examine.class))
        .contains("  training      no", "No problems");
  }

  @Test
  void reportsALibraryThatCannotBeLoaded() throws Exception {
    List<String> text =
        new ChildJvm()
            .option("-Donnxruntime.native.onnxruntime.path=/no/such/file")
            .run(Examine.class);

    assertThat(text)
        .contains("  version       not loaded")
        .filteredOn(line -> line.contains("/no/such/file"))
        .hasSize(1);
  }

  @Test
  void laysTheReportOutInAlignedLines() {
    DoctorReport report =
        new DoctorReport(
            "1.2.3",
            new DoctorReport.Machine("Linux 6", "linux-x86_64", null, List.of(), 4, 2, -1),
            new DoctorReport.Java("17", "Someone", "/jdk", 3L << 29),
            new DoctorReport.OnnxRuntime("1.24.1", false, null, null, List.of("cpu"), "cpu"),
            new DoctorReport.OpenCv(null),
            new DoctorReport.Cuda(
                "590.48",
                "13.1",
                "13.0",
                "9.19.0",
                List.of(new DoctorReport.Gpu("A", "9.0", 132, 80L << 30, 79L << 30)),
                null,
                true,
                "a model ran on cuda:0"),
            new DoctorReport.TensorRt(false, "not in this build"),
            new DoctorReport.Caches(null, "/home/ada/.javacpp/cache"),
            List.of("cannot read images: gone"));

    assertThat(report.toText())
        .isEqualTo(
            """
            Vinyl 1.2.3

            Machine
              system        Linux 6, linux-x86_64
              processor     unknown
              instructions  unknown
              cores         2 physical, 4 logical
              memory        unknown

            Java
              version       17, Someone
              home          /jdk
              heap          at most 1.5 GiB

            ONNX Runtime
              version       1.24.1
              training      no
              natives       no training library on the class path
              providers     cpu
              used          cpu

            OpenCV
              version       not loaded

            CUDA
              driver        590.48, for CUDA up to 13.1
              libraries     CUDA 13.0, cuDNN 9.19.0
              device 0      A, compute capability 9.0, 132 multiprocessors, 80.0 GiB, 79.0 GiB of it free
              used          yes: a model ran on cuda:0

            TensorRT
              usable        no: not in this build

            Unpacked natives
              ONNX Runtime  a temporary folder
              OpenCV, CUDA  /home/ada/.javacpp/cache

            Problems
              cannot read images: gone
            """);
  }
}
