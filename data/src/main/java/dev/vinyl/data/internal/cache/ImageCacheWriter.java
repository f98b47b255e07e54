package dev.vinyl.data.internal.cache;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.arrow.ArrowFileOutput;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes a cache file in one go, a record batch in memory at a time. */
final class ImageCacheWriter {
  /** A batch ends before it would become larger; an image that is larger has one of its own. */
  private static final int BATCH_BYTES = 8 << 20;

  private final ImageLoader source;
  private final int count;
  private final int threads;
  private final ImageCache.Listener listener;

  /** Why a build ended that has nothing to do with the folder it writes to. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final IOException reason;

    Stopped(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  ImageCacheWriter(ImageLoader source, int count, int threads, ImageCache.Listener listener) {
    this.source = source;
    this.count = count;
    this.threads = threads;
    this.listener = listener;
  }

  void write(Path file, Schema schema) throws IOException {
    try {
      AtomicFile.write(file, out -> write(out, schema));
    } catch (Stopped e) {
      throw e.reason;
    } catch (IOException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        throw new InterruptedIOException("interrupted while the image cache was written");
      }
      throw unwritable(file, e);
    }
  }

  private void write(OutputStream stream, Schema schema) throws IOException {
    ArrowFileOutput out = new ArrowFileOutput(stream, schema);
    try (OrderedParallelMap<Integer, ImageLoader.Decoded> images =
        new OrderedParallelMap<>(
            "image decoding",
            threads,
            2 * threads,
            IntStream.range(0, count).iterator(),
            () -> source::image)) {
      List<ImageLoader.Decoded> batch = new ArrayList<>();
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        ImageLoader.Decoded image = next(images);
        if (!batch.isEmpty() && bytes + bytes(image) > BATCH_BYTES) {
          out.write(ImageBatch.of(batch));
          batch.clear();
          bytes = 0;
        }
        batch.add(image);
        bytes += bytes(image);
        listener.imageWritten(i + 1, count);
      }
      out.write(ImageBatch.of(batch));
    }
    out.finish();
  }

  private static long bytes(ImageLoader.Decoded image) {
    return (long) image.image().pixels().length
        + (image.mask() == null ? 0 : image.mask().classes().length);
  }

  private static ImageLoader.Decoded next(OrderedParallelMap<Integer, ImageLoader.Decoded> images) {
    try {
      return images.next();
    } catch (IOException e) {
      throw new Stopped(e);
    }
  }

  private static IOException unwritable(Path file, IOException failure) {
    IOException reason = failure.getCause() instanceof IOException cause ? cause : failure;
    return new IOException(
        "cannot keep decoded images in %s: %s; name another cache folder, or switch the cache off"
            .formatted(file.toAbsolutePath().getParent(), IoReasons.of(reason).split(";", 2)[0]),
        failure);
  }
}
