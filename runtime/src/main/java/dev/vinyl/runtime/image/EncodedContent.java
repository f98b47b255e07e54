package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an encoded image come from. */
interface EncodedContent {
  /**
   * Reads all bytes.
   *
   * @param name what errors call the image
   * @param memory gives a buffer of at least so many bytes, to be filled from index 0
   * @return that buffer, from index 0 to its limit
   * @throws ImageException if there are more bytes than the limits allow, or reading fails
   */
  ByteBuffer read(String name, DecodeLimits limits, IntFunction<ByteBuffer> memory)
      throws ImageException;

  /** Bytes from the buffer's position to its limit; they stay the caller's. */
  static EncodedContent of(ByteBuffer bytes) {
    ByteBuffer shared = bytes.asReadOnlyBuffer();
    return (name, limits, memory) -> {
      limits.checkBytes(name, shared.remaining());
      return memory.apply(shared.remaining()).clear().put(shared.duplicate()).flip();
    };
  }

  /** A file; it is read anew each time. */
  static EncodedContent of(Path file) {
    return (name, limits, memory) -> {
      try {
        BasicFileAttributes kind = Files.readAttributes(file, BasicFileAttributes.class);
        if (kind.isDirectory()) {
          throw new ImageException(name, "is a folder; name an image file");
        }
        return kind.isRegularFile()
            ? readFile(file, kind.size(), name, limits, memory)
            : readPipe(file, name, limits, memory);
      } catch (ImageException e) {
        throw e;
      } catch (NoSuchFileException e) {
        throw new ImageException(name, "there is no such file; check the path", e);
      } catch (IOException e) {
        throw new ImageException(
            name, "cannot be read (" + IoReasons.of(e) + "); check its permissions", e);
      }
    };
  }

  /** A stream; it is read to its end at the first call, and what it gave is kept. */
  static EncodedContent of(InputStream stream) {
    return new OnceRead(stream);
  }

  private static ByteBuffer readFile(
      Path file, long size, String name, DecodeLimits limits, IntFunction<ByteBuffer> memory)
      throws IOException {
    limits.checkBytes(name, size);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer bytes = memory.apply((int) size).clear().limit((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // a read may give less than there is
      }
      return bytes.flip();
    }
  }

  /** Whatever is no file on a disk has no size that could be known before. */
  private static ByteBuffer readPipe(
      Path file, String name, DecodeLimits limits, IntFunction<ByteBuffer> memory)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in).read(name, limits, memory);
    }
  }

  /** What a stream gave, or why it gave nothing. */
  final class OnceRead implements EncodedContent {
    private final InputStream stream;
    private byte @Nullable [] bytes;
    private @Nullable String problem;

    private OnceRead(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public ByteBuffer read(String name, DecodeLimits limits, IntFunction<ByteBuffer> memory)
        throws ImageException {
      return of(ByteBuffer.wrap(drained(name, limits))).read(name, limits, memory);
    }

    private synchronized byte[] drained(String name, DecodeLimits limits) throws ImageException {
      if (problem != null) {
        throw new ImageException(name, problem);
      }
      if (bytes == null) {
        bytes = drain(name, limits);
      }
      return bytes;
    }

    private byte[] drain(String name, DecodeLimits limits) throws ImageException {
      try {
        byte[] all = stream.readNBytes((int) limits.maxBytes() + 1);
        if (all.length <= limits.maxBytes()) {
          return all;
        }
      } catch (IOException e) {
        problem = "the stream cannot be read (%s); open it again".formatted(IoReasons.of(e));
        throw new ImageException(name, problem, e);
      }
      problem =
          "the stream has more than %d bytes, which is the limit; shrink the image or raise the limit"
              .formatted(limits.maxBytes());
      throw new ImageException(name, problem);
    }
  }
}
