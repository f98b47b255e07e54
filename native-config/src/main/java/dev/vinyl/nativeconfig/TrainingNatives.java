package dev.vinyl.nativeconfig;

import dev.vinyl.nativeconfig.internal.CacheFolder;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.nativeconfig.internal.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A build of ONNX Runtime that can train, as it lies in a jar on the class path, and its way out of
 * there: native code can only be loaded from a file. The files look for each other in their folder:
 * ONNX Runtime, the library of its Java side, and with NVIDIA's devices two more.
 *
 * @param classifier of the jar
 * @param library ONNX Runtime's own file
 * @param fileName what it is to be called
 * @param companions what has to lie beside it, by name
 */
record TrainingNatives(
    String classifier, URL library, String fileName, Map<String, URL> companions) {
  static final String ARTIFACT = "org.bytedeco:onnxruntime";

  /** The platform that has a build with CUDA, and the classifier of that build's jar. */
  static final String CUDA_PLATFORM = "linux-x86_64";

  static final String CUDA_CLASSIFIER = CUDA_PLATFORM + "-gpu";

  private static final Logger log = LoggerFactory.getLogger(TrainingNatives.class);
  private static final String ROOT = "org/bytedeco/onnxruntime/";
  private static final String CUDA_ROOT = ROOT + CUDA_CLASSIFIER + "/";
  private static final String VERSION_FILE =
      "META-INF/maven/org.bytedeco/onnxruntime/pom.properties";

  /** What the build with CUDA needs beside it: resources by file names. */
  private static final Map<String, String> CUDA_COMPANIONS =
      Map.of(
          "libonnxruntime_providers_shared.so", CUDA_ROOT + "libonnxruntime_providers_shared.so",
          "libonnxruntime_providers_cuda.so", CUDA_ROOT + "libonnxruntime_providers_cuda.so",
          // From the jar of ONNX Runtime's Java classes, which look for everything in one folder.
          "libonnxruntime4j_jni.so", "ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so");

  /** Takes a copy of the map. */
  TrainingNatives {
    companions = Map.copyOf(companions);
  }

  /** The build on the class path for this platform, with CUDA if there is one; else empty. */
  static Optional<TrainingNatives> find() {
    Platform platform = Platform.current();
    return withCuda(platform).or(() -> forProcessor(platform));
  }

  private static Optional<TrainingNatives> withCuda(Platform platform) {
    if (!platform.name().equals(CUDA_PLATFORM)) {
      return Optional.empty();
    }
    Map<String, URL> companions = new HashMap<>();
    CUDA_COMPANIONS.forEach(
        (name, resource) -> ClassPath.find(resource).ifPresent(url -> companions.put(name, url)));
    return ClassPath.find(CUDA_ROOT + platform.onnxRuntimeFile())
        .filter(library -> companions.size() == CUDA_COMPANIONS.size())
        .map(url -> new TrainingNatives(CUDA_CLASSIFIER, url, "libonnxruntime.so", companions));
  }

  private static Optional<TrainingNatives> forProcessor(Platform platform) {
    String file = platform.onnxRuntimeFile();
    Map<String, URL> companions = new HashMap<>();
    // Else ONNX Runtime unpacks it into a temporary folder at each start.
    StockNatives.jni()
        .ifPresent(url -> companions.put(StockNatives.fileName(StockNatives.JNI), url));
    String name = companions.isEmpty() ? file : StockNatives.fileName(StockNatives.MAIN);
    return ClassPath.find(ROOT + platform.name() + "/" + file)
        .map(url -> new TrainingNatives(platform.name(), url, name, companions));
  }

  /**
   * As {@link #find()}, for whoever cannot do without.
   *
   * @throws IllegalStateException if there is no build for this platform on the class path
   */
  static TrainingNatives require() {
    return find()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "cannot train: no training library for %1$s is on the class path; add %2$s with classifier %1$s"
                        .formatted(Platform.current().name(), ARTIFACT)));
  }

  /** Whether NVIDIA's devices can be used with this build. */
  boolean cuda() {
    return classifier.equals(CUDA_CLASSIFIER);
  }

  /** Version and classifier of the artifact, for example {@code 1.24.1-1.5.13 linux-x86_64}. */
  String description() {
    return version().orElse("of unknown version,") + " " + classifier;
  }

  private static Optional<String> version() {
    Optional<URL> file = ClassPath.find(VERSION_FILE);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get().openStream()) {
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException e) {
      log.debug("no version in {}", file.get(), e);
      return Optional.empty();
    }
  }

  /**
   * ONNX Runtime's own file, with whatever belongs to it beside it: in the cache, unpacked unless
   * equal copies are there already; else in a temporary folder.
   *
   * @throws IllegalStateException if there is nowhere to unpack it
   */
  Path unpack(Optional<Path> cache) {
    try {
      return unpack(version().orElse("unversioned"), cache);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot train: the training library could not be unpacked from %s: %s; free some space, or name a folder with -D%s=FOLDER"
              .formatted(library, IoReasons.of(e), CacheFolder.PROPERTY),
          e);
    }
  }

  /** As {@link #unpack(Optional)}, of a version. */
  Path unpack(String version, Optional<Path> cache) throws IOException {
    UnpackedFile main = UnpackedFile.of(fileName, library);
    List<UnpackedFile> files = new ArrayList<>(List.of(main));
    for (Map.Entry<String, URL> companion : companions.entrySet()) {
      files.add(UnpackedFile.of(companion.getKey(), companion.getValue()));
    }
    // Its checksum alone names the folder; the others are compared there all the same.
    String folder = "onnxruntime-%s-%s-%s".formatted(version, classifier, main.wanted());
    return new UnpackedFolder(folder, files).place(cache).resolve(fileName);
  }
}
