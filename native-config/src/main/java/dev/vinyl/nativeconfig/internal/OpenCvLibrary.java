package dev.vinyl.nativeconfig.internal;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * OpenCV, as far as images need it: core, imgproc and imgcodecs. Whoever calls OpenCV calls {@link
 * #load()} first. Thread-safe.
 *
 * <p>How much OpenCV logs to standard error cannot be set through its Java binding. It reads the
 * environment variable {@code OPENCV_LOG_LEVEL} when it is loaded; {@code SILENT} is the quietest.
 */
public final class OpenCvLibrary {
  private static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  private static boolean loaded;

  private OpenCvLibrary() {}

  /**
   * Loads OpenCV unless that has happened. The first call holds OpenCV to one thread of its own:
   * ONNX Runtime's threads and Vinyl's loader threads are busy already, and a third pool beside
   * them only makes them wait. Later calls change nothing and cost next to nothing.
   *
   * @throws IllegalStateException if the native libraries are missing for this platform or cannot
   *     be unpacked
   */
  public static synchronized void load() {
    if (!loaded) {
      loadNatives();
      opencv_core.setNumThreads(1);
      loaded = true;
    }
  }

  /**
   * Loads OpenCV unless that has happened, and sets how many threads each of its operations may use
   * from now on, in the whole JVM.
   *
   * @param threads at least 1
   * @throws IllegalArgumentException if {@code threads} is below 1
   * @throws IllegalStateException as {@link #load()}
   */
  public static synchronized void load(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("OpenCV needs at least 1 thread, got " + threads);
    }
    load();
    opencv_core.setNumThreads(threads);
  }

  /** OpenCV's version, such as 4.13.0; loads it if need be. */
  public static String version() {
    load();
    return "%s.%s.%s"
        .formatted(
            opencv_core.getVersionMajor(),
            opencv_core.getVersionMinor(),
            opencv_core.getVersionRevision());
  }

  private static void loadNatives() {
    allowOtherNativeMemory();
    try {
      Loader.load(opencv_core.class);
      Loader.load(opencv_imgproc.class);
      Loader.load(opencv_imgcodecs.class);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new IllegalStateException(
          "OpenCV cannot be loaded on %s (%s); put org.bytedeco:opencv, openblas and javacpp with the classifier %s on the class path"
              .formatted(Loader.getPlatform(), e.getMessage(), Loader.getPlatform()),
          e);
    }
  }

  /**
   * JavaCPP refuses to allocate anything once the process holds more than four times the Java
   * heap's limit. A small heap beside a model with a large native arena is usual here and no fault,
   * so the check is off unless somebody asked for it.
   */
  private static void allowOtherNativeMemory() {
    if (System.getProperty(PHYSICAL_LIMIT) == null) {
      System.setProperty(PHYSICAL_LIMIT, "0");
    }
  }
}
