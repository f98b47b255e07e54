package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;

/**
 * A file that is made from a resource once and used by many processes, which may all be making it
 * at the same moment.
 *
 * @param name of the file, in whatever folder it comes to lie
 * @param source of the content
 * @param wanted what the content has to be
 */
record UnpackedFile(String name, Source source, Checksum wanted) {
  /** Opens the content from its beginning; the caller closes it. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** A file with the content of a resource, in a jar or not. */
  static UnpackedFile of(String name, URL url) throws IOException {
    return new UnpackedFile(name, () -> connect(url).getInputStream(), checksum(url));
  }

  /** From the jar's directory where there is one; else by reading the resource. */
  private static Checksum checksum(URL url) throws IOException {
    URLConnection connection = connect(url);
    try (InputStream in = connection.getInputStream()) {
      @Nullable JarEntry entry =
          connection instanceof JarURLConnection jar ? jar.getJarEntry() : null;
      if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
        return new Checksum(entry.getSize(), entry.getCrc());
      }
      return Checksum.of(in);
    }
  }

  private static URLConnection connect(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // else the jar stays open for the life of the JVM
    return connection;
  }

  /**
   * Puts the file into a folder that exists: keeps the one that is there if its content is the
   * wanted one, else writes one under a temporary name and renames it.
   *
   * @throws IOException if the folder does not take it, or the source cannot be read or holds
   *     something else
   */
  void placeIn(Path folder) throws IOException {
    Path file = folder.resolve(name);
    if (!wanted.matches(file)) {
      write(file);
    }
  }

  private void write(Path file) throws IOException {
    Path part = Files.createTempFile(file.getParent(), name + "-", ".part");
    try {
      try (InputStream in = source.open();
          FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        in.transferTo(Channels.newOutputStream(out));
        out.force(true);
      }
      if (!wanted.matches(part)) {
        throw new IOException("the unpacked copy differs from the original");
      }
      rename(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void rename(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Windows refuses to replace a library that another process has loaded: then it is there.
      if (!wanted.matches(file)) {
        throw e;
      }
    }
  }
}
