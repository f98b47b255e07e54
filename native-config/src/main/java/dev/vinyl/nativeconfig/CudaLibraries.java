package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * NVIDIA's libraries that ONNX Runtime's CUDA provider is linked to, as far as there are jars with
 * them on the class path ({@code org.bytedeco:cuda-redist}, {@code cuda-redist-cublas} and {@code
 * cuda-redist-cudnn}). What is not there the system has to have.
 *
 * <p>The jars unpack into different folders, none of which the system's loader searches. It does
 * not need to: a library that asks for {@code libcublas.so.13} is given the one that the process
 * has loaded under that name, wherever that came from.
 */
final class CudaLibraries {
  private static final String ROOT = "org/bytedeco/cuda/" + TrainingNatives.CUDA_PLATFORM + "/";

  /** Of CUDA 13.1 and cuDNN 9.19, each after those that it asks for. */
  private static final List<String> IN_ORDER =
      List.of(
          "libcudart.so.13",
          "libnvrtc-builtins.so.13.1",
          "libnvrtc.so.13",
          "libcublasLt.so.13",
          "libcublas.so.13",
          "libcufft.so.12",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn.so.9");

  private static boolean loaded;

  private CudaLibraries() {}

  /**
   * Loads those that are on the class path, unless that has happened. JavaCPP unpacks them once
   * into its own cache ({@code ~/.javacpp/cache}), and knows the copies by size and date: to read
   * more than a gigabyte at each start would take too long.
   *
   * @throws IllegalStateException if one cannot be unpacked or loaded
   */
  static synchronized void load() {
    if (!loaded) {
      for (String name : IN_ORDER) {
        Optional<URL> url = ClassPath.find(ROOT + name);
        if (url.isPresent()) {
          load(url.get());
        }
      }
      loaded = true;
    }
  }

  private static void load(URL url) {
    try {
      File file = Loader.cacheResource(url);
      System.load(file.getAbsolutePath());
    } catch (IOException e) {
      throw new IllegalStateException(
          "NVIDIA's library could not be unpacked from %s: %s; free some space, or name a folder with -Dorg.bytedeco.javacpp.cachedir=FOLDER"
              .formatted(url, IoReasons.of(e)),
          e);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "NVIDIA's library cannot be loaded: " + NativeErrors.rootMessage(e), e);
    }
  }
}
