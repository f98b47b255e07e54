package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Microsoft's build of ONNX Runtime with CUDA and TensorRT, as it lies in its jar. ONNX Runtime
 * would unpack it by itself, but into a temporary folder and at each start anew: 340 MB.
 */
final class TensorRtNatives {
  private static final Logger log = LoggerFactory.getLogger(TensorRtNatives.class);
  private static final String ROOT = "ai/onnxruntime/native/linux-x64/";
  private static final String MAIN = "libonnxruntime.so";

  private static final List<String> FILES =
      List.of(
          MAIN,
          "libonnxruntime4j_jni.so",
          "libonnxruntime_providers_shared.so",
          "libonnxruntime_providers_cuda.so",
          "libonnxruntime_providers_tensorrt.so");

  private TensorRtNatives() {}

  /**
   * ONNX Runtime's own file with the others beside it in the user's cache: unpacked, unless equal
   * copies are there already. Empty where this build is not on the class path or there is nowhere
   * to unpack it; ONNX Runtime then does as it always does.
   */
  static Optional<Path> unpack() {
    return unpack(CacheFolder.current());
  }

  /** As {@link #unpack()}, to anywhere. */
  static Optional<Path> unpack(Optional<Path> cache) {
    List<URL> urls = FILES.stream().flatMap(file -> ClassPath.find(ROOT + file).stream()).toList();
    if (!Platform.current().name().equals("linux-x86_64") || urls.size() < FILES.size()) {
      return Optional.empty();
    }
    try {
      List<UnpackedFile> files = new ArrayList<>();
      for (int i = 0; i < urls.size(); i++) {
        files.add(UnpackedFile.of(FILES.get(i), urls.get(i)));
      }
      // Its checksum alone names the folder; the others are compared there all the same.
      String folder = "onnxruntime_gpu-" + files.get(0).wanted();
      return Optional.of(new UnpackedFolder(folder, files).place(cache).resolve(MAIN));
    } catch (IOException e) {
      log.debug("the build with TensorRT could not be unpacked", e);
      return Optional.empty();
    }
  }
}
