package dev.vinyl.runtime.image;

import dev.vinyl.runtime.io.IoReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where a picture's encoded bytes come from, and the name that errors give it. Immutable. */
public final class ImageSource {
  private static final long MAX_BYTES = 1L << 30; // an array cannot hold much more

  private final String name;
  private final Content content;

  private interface Content {
    byte[] read() throws ImageException;
  }

  private ImageSource(String name, Content content) {
    this.name = name;
    this.content = content;
  }

  /** A file; it is read anew at every {@link #read()}. */
  public static ImageSource of(Path file) {
    Objects.requireNonNull(file, "file");
    return new ImageSource(file.toString(), () -> readFile(file));
  }

  /**
   * Bytes that are in memory already, such as an upload.
   *
   * @param bytes the encoded picture; shared, not copied
   * @param name what errors call it
   */
  public static ImageSource of(byte[] bytes, String name) {
    Objects.requireNonNull(bytes, "bytes");
    return new ImageSource(Objects.requireNonNull(name, "name"), () -> bytes);
  }

  /** The file's path as it was given, or the name of the bytes. */
  public String name() {
    return name;
  }

  /**
   * The encoded picture; not to be changed.
   *
   * @throws ImageException if there is no such file, it is a folder, or reading fails
   */
  public byte[] read() throws ImageException {
    return content.read();
  }

  @Override
  public String toString() {
    return name;
  }

  private static byte[] readFile(Path file) throws ImageException {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new ImageException(name, "is a folder; name a picture file");
    }
    if (!Files.exists(file)) {
      throw new ImageException(name, "there is no such file; check the path");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ImageException(
            name, "has %d bytes, too many for a picture; leave it out".formatted(Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (ImageException e) {
      throw e;
    } catch (IOException e) {
      throw new ImageException(
          name, "cannot be read (" + IoReasons.of(e) + "); check its permissions", e);
    }
  }
}
