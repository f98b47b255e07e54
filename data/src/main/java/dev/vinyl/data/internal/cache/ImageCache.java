package dev.vinyl.data.internal.cache;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.MappedArrowFile;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded images in one file, made once and memory-mapped afterwards, so that later epochs and runs
 * decode nothing. Thread-safe.
 *
 * <pre>{@code
 * String key = ImageCache.key(dataset.fingerprint(), "shorter side 160, area");
 * try (ImageCache cache =
 *     ImageCache.open(folder, key, images.size(), source, 2, Listener.NONE)) {
 *   ImageLoader.Decoded image = cache.get(17);
 * }
 * }</pre>
 *
 * <p>The file {@code pictures-KEY.arrow} is an Arrow IPC file that other programs can read: a row
 * for each image, with the columns {@code width}, {@code height}, {@code pixels}, {@code mask} and
 * {@code crc32c}, in record batches of about 8 MiB. It is as large as its images, 3 bytes a pixel
 * and 1 for the mask, and may be deleted whenever no one reads it. Memory does not grow with it:
 * while it is written, there are two batches and two images for each thread; afterwards some
 * hundred bytes for each batch.
 *
 * <p>While it is open the file must not be made shorter; see {@link MappedArrowFile}.
 */
public final class ImageCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);

  private final Path file;
  private final int size;

  /** The index of each batch's first image. */
  private final int[] starts;

  private volatile @Nullable List<MappedImages> batches;

  private ImageCache(Path file, List<MappedImages> batches) {
    this.file = file;
    this.batches = batches;
    this.starts = new int[batches.size()];
    int next = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = next;
      next += batches.get(i).size();
    }
    this.size = next;
  }

  /**
   * The key of images: the same for the same files prepared in the same way.
   *
   * @param dataFingerprint of the data set
   * @param preparation says everything that decides the bytes of an image, given its file: how it
   *     is shrunk, which images in which order, whether with their masks
   * @return SHA-256 of the fingerprint, a line feed and the preparation in UTF-8; 64 hexadecimal
   *     digits
   */
  public static String key(String dataFingerprint, String preparation) {
    return Sha256.hex((dataFingerprint + "\n" + preparation).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens the images of a key, and makes them first if there are none, or none that can be used.
   * Two processes may make the same file at once; both succeed.
   *
   * @param folder where the file is or will be; made if it is missing
   * @param key from {@link #key}
   * @param count how many images there are, at least 1
   * @param source asked for the images 0 to count - 1, and only if they have to be made
   * @param threads that decode, at least 1; the file's bytes do not depend on it
   * @param listener hears of every image that is made
   * @throws IOException if an image cannot be read (the source's own exception), the folder cannot
   *     be written or the thread is interrupted; nothing is left behind then
   */
  public static ImageCache open(
      Path folder, String key, int count, ImageLoader source, int threads, Listener listener)
      throws IOException {
    if (!key.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a key is 64 hexadecimal digits, not " + key);
    }
    if (count < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "images and threads must be at least 1, got %d and %d".formatted(count, threads));
    }
    Path file = folder.resolve("pictures-" + key + ".arrow");
    Schema schema = ImageCacheFormat.schema(key, count);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        return read(file, schema, count);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while the image cache was opened");
        }
        LOG.warn("{}; the images are decoded anew", e.getMessage());
      }
    }
    new ImageCacheWriter(source, count, threads, listener).write(file, schema);
    return read(file, schema, count);
  }

  private static ImageCache read(Path file, Schema schema, int count) throws IOException {
    MappedArrowFile mapped = MappedArrowFile.open(file);
    if (!mapped.schema().equals(schema)) {
      throw unusable(file, "it is of another version or holds other images", null);
    }
    List<MappedImages> batches = new ArrayList<>();
    long rows = 0;
    for (ArrowBatch batch : mapped.batches()) {
      try {
        batches.add(new MappedImages(batch));
      } catch (IOException e) {
        throw unusable(file, e.getMessage(), e);
      }
      rows += batch.rows();
    }
    if (rows != count) {
      throw unusable(file, "it holds %d images instead of %d".formatted(rows, count), null);
    }
    return new ImageCache(file, batches);
  }

  private static IOException unusable(
      Path file, @Nullable String reason, @Nullable IOException cause) {
    return new IOException("cannot use " + file + ": " + reason, cause);
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** How many images there are. */
  public int size() {
    return size;
  }

  /**
   * An image; the arrays are the caller's own.
   *
   * @param index from 0 to {@link #size()} - 1
   * @throws IOException if its bytes changed since they were written; one line that names the file
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws IllegalStateException after {@link #close()}
   */
  public ImageLoader.Decoded get(int index) throws IOException {
    List<MappedImages> open = batches;
    if (open == null) {
      throw new IllegalStateException("the image cache " + file + " is closed");
    }
    Objects.checkIndex(index, size);
    int found = Arrays.binarySearch(starts, index);
    int batch = found >= 0 ? found : -found - 2;
    try {
      return open.get(batch).get(index - starts[batch]);
    } catch (IOException e) {
      throw new IOException(
          "image %d in %s is damaged: %s; delete the file, and the next run makes it anew"
              .formatted(index, file, e.getMessage()),
          e);
    }
  }

  /**
   * Lets go of the file, whose address space Java gives back at some later time. A second call does
   * nothing more.
   */
  @Override
  public void close() {
    batches = null;
  }

  /** Hears how the building of a {@link ImageCache} goes on, in the thread that builds it. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (written, total) -> {};

    /** Another image is in; not called at all where the file was there already. */
    void imageWritten(int written, int total);
  }
}
