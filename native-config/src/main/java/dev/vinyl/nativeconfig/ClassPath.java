package dev.vinyl.nativeconfig;

import java.net.URL;
import java.util.Optional;

/** Finds resources in jars, those of the program that embeds Vinyl included. */
final class ClassPath {
  private ClassPath() {}

  /** The first resource of this name, written without a leading slash. */
  static Optional<URL> find(String name) {
    // The thread's loader sees a program's jars where this class sits in a parent loader.
    ClassLoader own = ClassPath.class.getClassLoader();
    URL url = own == null ? ClassLoader.getSystemResource(name) : own.getResource(name);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return Optional.ofNullable(url == null && context != null ? context.getResource(name) : url);
  }
}
