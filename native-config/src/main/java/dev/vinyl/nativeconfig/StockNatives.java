package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.CacheFolder;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.nativeconfig.internal.Platform;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Microsoft's build of ONNX Runtime, the one for the processor or the one with CUDA and TensorRT,
 * as it lies in its jar. ONNX Runtime would unpack it by itself, but into a temporary folder and at
 * each start anew (22 MB or 340 MB), which stays there after a kill.
 */
final class StockNatives {
  private static final String ROOT = "ai/onnxruntime/native/";

  /** What is called {@code onnxruntime} on Linux is called {@code libonnxruntime.so}. */
  static final String MAIN = "onnxruntime";

  static final String JNI = "onnxruntime4j_jni";

  /** Not in each jar; a session looks for them beside the first. */
  private static final List<String> PROVIDERS =
      List.of(
          "onnxruntime_providers_shared",
          "onnxruntime_providers_cuda",
          "onnxruntime_providers_tensorrt");

  private StockNatives() {}

  /** The library of Java's side, which has to lie beside whichever ONNX Runtime is loaded. */
  static Optional<URL> jni() {
    return find(JNI);
  }

  /**
   * ONNX Runtime's own file with the others beside it: in the cache, unpacked unless equal copies
   * are there already; else in a temporary folder. Empty where the class path has no such library
   * for this platform; ONNX Runtime then says what it misses.
   *
   * @throws IllegalStateException if there is nowhere to unpack it
   */
  static Optional<Path> unpack(Optional<Path> cache) {
    Optional<URL> main = find(MAIN);
    if (main.isEmpty() || jni().isEmpty()) {
      return Optional.empty();
    }
    try {
      List<UnpackedFile> files = new ArrayList<>();
      files.add(UnpackedFile.of(fileName(MAIN), main.get()));
      files.add(UnpackedFile.of(fileName(JNI), jni().get()));
      for (String provider : PROVIDERS) {
        Optional<URL> url = find(provider);
        if (url.isPresent()) {
          files.add(UnpackedFile.of(fileName(provider), url.get()));
        }
      }
      // Its checksum alone names the folder; the others are compared there all the same.
      String folder = "onnxruntime-stock-" + files.get(0).wanted();
      return Optional.of(
          new UnpackedFolder(folder, files).place(cache).resolve(files.get(0).name()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "ONNX Runtime could not be unpacked from %s: %s; free some space, or name a folder with -D%s=FOLDER"
              .formatted(main.get(), IoReasons.of(e), CacheFolder.PROPERTY),
          e);
    }
  }

  /** What ONNX Runtime calls a file in a folder that it is told of. */
  static String fileName(String library) {
    return System.mapLibraryName(library);
  }

  private static Optional<URL> find(String library) {
    return folder(Platform.current())
        .flatMap(folder -> ClassPath.find(ROOT + folder + "/" + fileName(library)));
  }

  /** The platform by ONNX Runtime's name. */
  private static Optional<String> folder(Platform platform) {
    return switch (platform.name()) {
      case "linux-x86_64" -> Optional.of("linux-x64");
      case "linux-arm64" -> Optional.of("linux-aarch64");
      case "macosx-x86_64" -> Optional.of("osx-x64");
      case "macosx-arm64" -> Optional.of("osx-aarch64");
      case "windows-x86_64" -> Optional.of("win-x64");
      default -> Optional.empty();
    };
  }
}
