package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library of ONNX Runtime that can train, as it lies in a jar on the class path, and its way
 * out of there: native code can only be loaded from a file.
 */
final class TrainingNatives {
  private static final Logger log = LoggerFactory.getLogger(TrainingNatives.class);
  private static final String ROOT = "org/bytedeco/onnxruntime/";
  private static final String VERSION_FILE =
      "META-INF/maven/org.bytedeco/onnxruntime/pom.properties";
  static final String ARTIFACT = "org.bytedeco:onnxruntime";

  private TrainingNatives() {}

  /** The library's place on the class path, if a jar for this platform is there. */
  static Optional<URL> find() {
    Platform platform = Platform.current();
    return Optional.ofNullable(resource(ROOT + platform.name() + "/" + platform.onnxRuntimeFile()));
  }

  /** Version of the jar's artifact, for example {@code 1.24.1-1.5.13}; empty where it is lost. */
  static Optional<String> version() {
    URL url = resource(VERSION_FILE);
    if (url == null) {
      return Optional.empty();
    }
    try (InputStream in = url.openStream()) {
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException e) {
      log.debug("no version in {}", url, e);
      return Optional.empty();
    }
  }

  /**
   * A file with the library, unpacked unless an equal copy is there already.
   *
   * @throws IllegalStateException if there is no library for this platform on the class path, or
   *     nowhere to unpack it
   */
  static Path unpack() {
    URL url =
        find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "cannot train: no training library for %1$s is on the class path; add %2$s with classifier %1$s"
                            .formatted(Platform.current().name(), ARTIFACT)));
    try {
      return unpack(url, version().orElse("unversioned"), CacheFolder.current());
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot train: the training library could not be unpacked from %s: %s; free some space, or name a folder with -D%s=FOLDER"
              .formatted(url, FileErrors.describe(e), CacheFolder.PROPERTY),
          e);
    }
  }

  /** As {@link #unpack()}, from anywhere to anywhere. */
  static Path unpack(URL url, String version, Optional<Path> cache) throws IOException {
    Checksum wanted = checksum(url);
    Path name = Path.of(url.getPath()).getFileName();
    String folder = "onnxruntime-%s-%s-%s".formatted(version, Platform.current().name(), wanted);
    return new UnpackedFile(() -> open(url).getInputStream(), wanted)
        .place(folder, String.valueOf(name), cache);
  }

  /** From the jar's directory where there is one; else by reading the resource. */
  private static Checksum checksum(URL url) throws IOException {
    URLConnection connection = open(url);
    try (InputStream in = connection.getInputStream()) {
      @Nullable JarEntry entry =
          connection instanceof JarURLConnection jar ? jar.getJarEntry() : null;
      if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
        return new Checksum(entry.getSize(), entry.getCrc());
      }
      return Checksum.of(in);
    }
  }

  private static URLConnection open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // else the jar stays open for the life of the JVM
    return connection;
  }

  private static @Nullable URL resource(String name) {
    // The thread's loader sees a program's jars where this class sits in a parent loader.
    ClassLoader own = TrainingNatives.class.getClassLoader();
    URL url = own == null ? ClassLoader.getSystemResource(name) : own.getResource(name);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return url == null && context != null ? context.getResource(name) : url;
  }
}
