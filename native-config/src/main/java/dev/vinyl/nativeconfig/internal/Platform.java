package dev.vinyl.nativeconfig.internal;

import java.util.Locale;

/**
 * An operating system and processor by JavaCPP's name, {@code linux-x86_64} for example, which is
 * also the classifier of the jars with native code.
 *
 * @param name system, hyphen, processor
 */
public record Platform(String name) {

  /** The platform of this JVM. */
  public static Platform current() {
    return of(System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
  }

  /** The platform of a JVM with these values of {@code os.name} and {@code os.arch}. */
  public static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("mac") || os.startsWith("darwin")
            ? "macosx"
            : os.startsWith("windows") ? "windows" : os.startsWith("linux") ? "linux" : os;
    String arch = osArch.toLowerCase(Locale.ROOT);
    String processor =
        switch (arch) {
          case "amd64", "x86_64", "x86-64", "x64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
    return new Platform(system.replace(' ', '_') + "-" + processor);
  }

  public boolean isWindows() {
    return name.startsWith("windows-");
  }

  public boolean isMac() {
    return name.startsWith("macosx-");
  }

  public boolean isLinux() {
    return name.startsWith("linux-");
  }

  /** The file name of ONNX Runtime's library in the jar with this platform's training natives. */
  public String onnxRuntimeFile() {
    if (isWindows()) {
      return "onnxruntime.dll";
    }
    return isMac() ? "libonnxruntime.dylib" : "libonnxruntime.so.1";
  }
}
