package dev.vinyl.nativeconfig;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What CUDA tells of itself.
 *
 * @param driver the newest CUDA that the driver runs, {@code 13.1}
 * @param runtime CUDA's own libraries
 * @param cudnn cuDNN, null if it cannot be loaded
 * @param gpus the devices in CUDA's order
 */
record CudaInfo(
    String driver, String runtime, @Nullable String cudnn, List<DoctorReport.Gpu> gpus) {
  private static final String BINDINGS = "org/bytedeco/cuda/global/cudart.class";

  /** Takes a copy of the list. */
  CudaInfo {
    gpus = List.copyOf(gpus);
  }

  /**
   * Asks, if the bindings for it are on the class path.
   *
   * @throws IllegalStateException if they are not, or cannot be loaded, or CUDA answers with an
   *     error; the message is one line
   */
  static CudaInfo ask() {
    if (ClassPath.find(BINDINGS).isEmpty()) {
      throw new IllegalStateException(
          "JavaCPP's bindings of CUDA are not on the class path; only the profile cuda brings them");
    }
    try {
      return CudaQuery.ask();
    } catch (LinkageError e) {
      throw new IllegalStateException(reason(NativeErrors.rootMessage(e)), e);
    }
  }

  /** The driver is the one library that no jar brings. */
  private static String reason(String message) {
    return message.contains("libcuda.so.1")
        ? "NVIDIA's driver is missing (%s)".formatted(message)
        : "CUDA cannot be loaded (%s)".formatted(message);
  }

  /** {@code 13.1} for 13010, as CUDA counts; 0, where there is no driver, is none. */
  static String cudaRelease(int version) {
    return version == 0 ? "none" : "%s.%s".formatted(version / 1000, version % 1000 / 10);
  }

  /** {@code 9.19.0} for 91900, as cuDNN counts since its release 9. */
  static String cudnnRelease(long version) {
    return "%s.%s.%s".formatted(version / 10000, version % 10000 / 100, version % 100);
  }
}
