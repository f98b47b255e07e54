package dev.vinyl.data.layout;

import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A folder that tests put images into, by relative path. */
final class DrawnFolder {
  static final int SIZE = 8;

  final Path root;

  DrawnFolder(Path root) throws IOException {
    this.root = Files.createDirectories(root);
  }

  /** Grey JPEG files of 8 x 8 pixels; the grey follows from the path. */
  DrawnFolder with(String... paths) throws IOException {
    for (String path : paths) {
      byte[] pixels = new byte[SIZE * SIZE * 3];
      Arrays.fill(pixels, (byte) path.hashCode());
      write(path, ImageEncoder.jpeg(new RgbImage(SIZE, SIZE, pixels)));
    }
    return this;
  }

  /** Images {@code class/1.jpg} to {@code class/count.jpg}. */
  DrawnFolder withClass(String folder, int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      with(folder + "/" + i + ".jpg");
    }
    return this;
  }

  DrawnFolder write(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  /** {@code path hash} and a line feed. */
  String line(String path) throws IOException {
    return path + " " + sha256(Files.readAllBytes(root.resolve(path))) + "\n";
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
