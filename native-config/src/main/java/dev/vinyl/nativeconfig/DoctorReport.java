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
 * @param openCv the library that reads pictures
 * @param cuda NVIDIA's devices
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
   * @param cores processors that this JVM may use
   * @param memoryBytes memory of the machine, or of the container that this JVM runs in
   */
  public record Machine(
      String system,
      String platform,
      @Nullable String processor,
      List<String> instructions,
      int cores,
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
   * @param nativeFile where the training library was unpacked, null if another one is loaded
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
   * @param devices a name for each device
   * @param used whether a model ran on the first of them, as a trial
   * @param reason why, or why not
   */
  public record Cuda(@Nullable String driver, List<String> devices, boolean used, String reason) {

    /** Takes a copy of the list. */
    public Cuda {
      devices = List.copyOf(devices);
    }
  }

  /** The report for people: a heading for each part and aligned lines under it. */
  public String toText() {
    return DoctorText.of(this);
  }
}
