package dev.vinyl.nativeconfig;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Doctor} found: plain values all the way down, so that any JSON library can write
 * them. What could not be found out is null, or -1 for a number.
 *
 * @param vinylVersion of this library
 * @param machine system, processor and memory
 * @param java the JVM
 * @param onnxRuntime the library that runs and trains models
 * @param openCv the library that reads images
 * @param cuda NVIDIA's devices
 * @param tensorRt NVIDIA's TensorRT
 * @param caches where natives are unpacked
 * @param problems what keeps Vinyl from working fully, a line each with what to do; empty if
 *     nothing does
 */
public record DoctorReport(
    String vinylVersion,
    Machine machine,
    Java java,
    OnnxRuntime onnxRuntime,
    OpenCv openCv,
    Cuda cuda,
    TensorRt tensorRt,
    Caches caches,
    List<String> problems) {

  /** Takes a copy of the list. */
  public DoctorReport {
    problems = List.copyOf(problems);
  }

  /**
   * The computer.
   *
   * @param system name and version of the operating system
   * @param platform the name by which jars with native code are told apart, {@code linux-x86_64}
   * @param processor the processor's model
   * @param instructions those of its instruction sets that matter for speed, by the names that
   *     Linux gives them; empty where they cannot be read
   * @param logicalCores processors that this JVM may use, see {@link Cores#logical()}
   * @param physicalCores how many cores these are, see {@link Cores#physical()}: as many threads as
   *     compute unless somebody asks for another number
   * @param memoryBytes memory of the machine, or of the container that this JVM runs in
   */
  public record Machine(
      String system,
      String platform,
      @Nullable String processor,
      List<String> instructions,
      int logicalCores,
      int physicalCores,
      long memoryBytes) {

    /** Takes a copy of the list. */
    public Machine {
      instructions = List.copyOf(instructions);
    }
  }

  /**
   * The JVM.
   *
   * @param version of the Java platform
   * @param vendor who built it
   * @param home folder that it runs from
   * @param maxHeapBytes limit of the heap; native memory comes on top
   */
  public record Java(String version, String vendor, String home, long maxHeapBytes) {}

  /**
   * ONNX Runtime.
   *
   * @param version of the native library, null if none could be loaded
   * @param training whether it can train
   * @param trainingNatives version and classifier of the training library on the class path, null
   *     if there is none for this platform
   * @param nativeFile the library that can train or has TensorRT, where it was unpacked; null if
   *     another runs
   * @param providers execution providers that the library lists; being listed does not mean that
   *     their devices are there
   * @param used the provider that {@link Device#auto()} stands for here
   */
  public record OnnxRuntime(
      @Nullable String version,
      boolean training,
      @Nullable String trainingNatives,
      @Nullable String nativeFile,
      List<String> providers,
      String used) {

    /** Takes a copy of the list. */
    public OnnxRuntime {
      providers = List.copyOf(providers);
    }
  }

  /**
   * OpenCV.
   *
   * @param version of the native library, null if it could not be loaded
   */
  public record OpenCv(@Nullable String version) {}

  /**
   * NVIDIA's devices.
   *
   * @param driver version of the kernel driver, null if there is none or it cannot be seen
   * @param driverCuda the newest CUDA that the driver runs, null if CUDA could not be asked
   * @param runtime CUDA's own libraries, null as above
   * @param cudnn version of cuDNN, null as above or if that could not be loaded
   * @param devices in CUDA's order; in the kernel's, and with nothing but names, if CUDA could not
   *     be asked
   * @param unanswered why CUDA could not be asked, null if it was
   * @param used whether a model ran on the first of them, as a trial
   * @param reason why, or why not
   */
  public record Cuda(
      @Nullable String driver,
      @Nullable String driverCuda,
      @Nullable String runtime,
      @Nullable String cudnn,
      List<Gpu> devices,
      @Nullable String unanswered,
      boolean used,
      String reason) {

    /** Takes a copy of the list. */
    public Cuda {
      devices = List.copyOf(devices);
    }
  }

  /**
   * One of NVIDIA's devices.
   *
   * @param name the model
   * @param computeCapability such as {@code 9.0}, null if unknown
   * @param multiprocessors their number, or -1
   * @param memoryBytes all of its memory, or -1
   * @param freeBytes what nobody uses of it now, or -1
   */
  public record Gpu(
      String name,
      @Nullable String computeCapability,
      int multiprocessors,
      long memoryBytes,
      long freeBytes) {

    /** A device of which nothing but the name is known. */
    static Gpu named(String name) {
      return new Gpu(name, null, -1, -1, -1);
    }
  }

  /**
   * TensorRT.
   *
   * @param usable whether a model ran by it on the first of NVIDIA's devices, as a trial
   * @param reason why, or why not
   */
  public record TensorRt(boolean usable, String reason) {}

  /**
   * Where files are kept that are made again if they are missing.
   *
   * @param vinyl Vinyl's folder, where libraries of ONNX Runtime are unpacked; null where the user
   *     has no home, and a temporary one serves
   * @param javaCpp JavaCPP's folder, where OpenCV and NVIDIA's libraries are unpacked; null if it
   *     cannot be made
   */
  public record Caches(@Nullable String vinyl, @Nullable String javaCpp) {}

  /** The report for people: a heading for each part and aligned lines under it. */
  public String toText() {
    return DoctorText.of(this);
  }
}
