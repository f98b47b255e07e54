package dev.vinyl.samples.embed;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the program twice in one JVM, each time in a class loader of its own, as an application
 * server does with two applications. Takes the program's class path and its arguments; needs
 * nothing but Java itself.
 */
final class TwoClassLoaders {
  private TwoClassLoaders() {}

  public static void main(String[] args) throws Exception {
    String[] arguments = Arrays.copyOfRange(args, 1, args.length);
    List<URL> classPath = new ArrayList<>();
    for (String entry : args[0].split(File.pathSeparator, -1)) {
      classPath.add(Path.of(entry).toUri().toURL());
    }
    URL[] urls = classPath.toArray(URL[]::new);
    ClassLoader java = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader("first", urls, java);
        URLClassLoader second = new URLClassLoader("second", urls, java)) {
      for (ClassLoader application : List.of(first, second)) {
        Thread.currentThread().setContextClassLoader(application);
        run(application, arguments);
      }
    }
  }

  private static void run(ClassLoader application, String[] arguments) throws Exception {
    try {
      application
          .loadClass("SegmentImage")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
      System.out.println(application.getName() + " is done");
    } catch (InvocationTargetException e) {
      System.out.println(application.getName() + " failed: " + e.getCause());
    }
  }
}
