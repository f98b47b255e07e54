package dev.vinyl.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** What executors in other JVMs need of this program's class path. */
final class ApplicationJars {
  /** The class path without Spark, which executors have; {@code ./vinyl} sets it. */
  static final String PROPERTY = "vinyl.spark.application";

  private ApplicationJars() {}

  /**
   * The jars to send.
   *
   * @param master executors of {@code local} are in this JVM, and need nothing
   * @param scratch where folders of classes are packed into jars
   */
  static List<String> forExecutors(String master, Path scratch) throws IOException {
    String application = System.getProperty(PROPERTY, "");
    List<String> jars = new ArrayList<>();
    if (master.matches("local(\\[.*)?") || application.isEmpty()) {
      return jars;
    }
    for (String entry : application.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = scratch.resolve("classes-" + jars.size() + ".jar");
        pack(path, jar);
        jars.add(jar.toUri().toString());
      } else if (Files.isRegularFile(path)) {
        jars.add(path.toUri().toString());
      }
    }
    return jars;
  }

  private static void pack(Path folder, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file : files) {
        entries.putNextEntry(
            new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
  }
}
