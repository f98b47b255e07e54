package dev.vinyl.nativeconfig;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * Questions to CUDA and cuDNN, by JavaCPP's bindings of them. They are compiled against and come
 * with the profile cuda only: nobody but {@link CudaInfo#ask()}, which looks for them first, may
 * touch this class.
 */
final class CudaQuery {
  private static final int NAME_BYTES = 256;

  private CudaQuery() {}

  /**
   * Loads NVIDIA's libraries and asks them.
   *
   * @throws IllegalStateException if CUDA answers with an error, as it does without a driver
   * @throws LinkageError if one of the libraries, or the driver's, cannot be loaded
   */
  static CudaInfo ask() {
    CudaLibraries.load();
    Loader.load(cudart.class);
    int[] value = new int[1];
    check(cudart.cudaRuntimeGetVersion(value));
    String runtime = CudaInfo.cudaRelease(value[0]);
    check(cudart.cudaDriverGetVersion(value));
    String driver = CudaInfo.cudaRelease(value[0]);
    return new CudaInfo(driver, runtime, cudnn(), gpus());
  }

  private static @Nullable String cudnn() {
    try {
      Loader.load(cudnn.class);
      return CudaInfo.cudnnRelease(cudnn.cudnnGetVersion());
    } catch (LinkageError e) {
      return null;
    }
  }

  private static List<DoctorReport.Gpu> gpus() {
    int[] value = new int[1];
    check(cudart.cudaGetDeviceCount(value));
    int count = value[0];
    check(cudart.cudaGetDevice(value));
    int current = value[0];
    List<DoctorReport.Gpu> gpus = new ArrayList<>();
    try {
      for (int device = 0; device < count; device++) {
        gpus.add(gpu(device));
      }
    } finally {
      cudart.cudaSetDevice(current); // CUDA keeps one for each thread, and this one is not ours
    }
    return gpus;
  }

  private static DoctorReport.Gpu gpu(int device) {
    check(cudart.cudaSetDevice(device));
    int major = attribute(cudart.cudaDevAttrComputeCapabilityMajor, device);
    int minor = attribute(cudart.cudaDevAttrComputeCapabilityMinor, device);
    try (BytePointer name = new BytePointer(NAME_BYTES);
        SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      check(cudart.cuDeviceGetName(name, NAME_BYTES, device));
      check(cudart.cudaMemGetInfo(free, total));
      return new DoctorReport.Gpu(
          name.getString(),
          "%s.%s".formatted(major, minor),
          attribute(cudart.cudaDevAttrMultiProcessorCount, device),
          total.get(),
          free.get());
    }
  }

  private static int attribute(int attribute, int device) {
    int[] value = new int[1];
    check(cudart.cudaDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static void check(int code) {
    if (code != 0) {
      throw new IllegalStateException(
          "CUDA answers with error %d, %s"
              .formatted(code, cudart.cudaGetErrorString(code).getString()));
    }
  }
}
