package dev.vinyl.training.data;

import dev.vinyl.evaluation.arrow.ArrowFileOutput;
import dev.vinyl.runtime.io.AtomicFile;
import dev.vinyl.runtime.io.IoReasons;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes a cache file in one go, a record batch in memory at a time. */
final class PictureCacheWriter {
  /** A batch ends before it would become larger; a picture that is larger has one of its own. */
  private static final int BATCH_BYTES = 8 << 20;

  private final PictureSource source;
  private final int count;
  private final int threads;
  private final PictureCacheListener listener;

  /** Why a build ended that has nothing to do with the folder it writes to. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final IOException reason;

    Stopped(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  PictureCacheWriter(PictureSource source, int count, int threads, PictureCacheListener listener) {
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
        throw new InterruptedIOException("interrupted while the picture cache was written");
      }
      throw unwritable(file, e);
    }
  }

  private void write(OutputStream stream, Schema schema) throws IOException {
    ArrowFileOutput out = new ArrowFileOutput(stream, schema);
    try (PicturesAhead ahead = new PicturesAhead(source, count, threads)) {
      List<CachedPicture> batch = new ArrayList<>();
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        CachedPicture picture = next(ahead);
        if (!batch.isEmpty() && bytes + picture.bytes() > BATCH_BYTES) {
          out.write(PictureBatch.of(batch));
          batch.clear();
          bytes = 0;
        }
        batch.add(picture);
        bytes += picture.bytes();
        listener.pictureWritten(i + 1, count);
      }
      out.write(PictureBatch.of(batch));
    }
    out.finish();
  }

  private static CachedPicture next(PicturesAhead ahead) {
    try {
      return ahead.next();
    } catch (IOException e) {
      throw new Stopped(e);
    }
  }

  private static IOException unwritable(Path file, IOException failure) {
    IOException reason = failure.getCause() instanceof IOException cause ? cause : failure;
    return new IOException(
        "cannot keep decoded pictures in %s: %s; name another cache folder, or switch the cache off"
            .formatted(file.toAbsolutePath().getParent(), IoReasons.of(reason).split(";", 2)[0]),
        failure);
  }
}
