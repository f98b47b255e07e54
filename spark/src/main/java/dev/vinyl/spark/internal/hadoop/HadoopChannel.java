package dev.vinyl.spark.internal.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads a file of Hadoop's. */
final class HadoopChannel implements SeekableByteChannel {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final byte[] NONE = new byte[0];

  private final HadoopPath path;
  private final FSDataInputStream in;
  private byte[] chunk = NONE;
  private long position;
  private long size = -1;
  private boolean open = true;

  HadoopChannel(HadoopPath path, FSDataInputStream in) {
    this.path = path;
    this.in = in;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    requireOpen();
    if (!buffer.hasRemaining()) {
      return 0;
    }
    if (in.getPos() != position && position >= size()) {
      return -1; // Hadoop does not go there
    }
    try {
      if (in.getPos() != position) {
        in.seek(position);
      }
      int count = buffer.hasArray() ? readArray(buffer) : readChunk(buffer);
      position += Math.max(0, count);
      return count;
    } catch (IOException | RuntimeException e) {
      throw HadoopFileSystem.failure(path, e);
    }
  }

  private int readArray(ByteBuffer buffer) throws IOException {
    int at = buffer.arrayOffset() + buffer.position();
    int count = in.read(buffer.array(), at, buffer.remaining());
    buffer.position(buffer.position() + Math.max(0, count));
    return count;
  }

  private int readChunk(ByteBuffer buffer) throws IOException {
    int most = Math.min(CHUNK_BYTES, buffer.remaining());
    if (chunk.length < most) {
      chunk = new byte[most];
    }
    int count = in.read(chunk, 0, most);
    buffer.put(chunk, 0, Math.max(0, count));
    return count;
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long wanted) throws IOException {
    requireOpen();
    if (wanted < 0) {
      throw new IllegalArgumentException("position %d is before the file".formatted(wanted));
    }
    position = wanted;
    return this;
  }

  /** Asked for once, and only if somebody wants to know: it is a request of its own. */
  @Override
  public long size() throws IOException {
    requireOpen();
    if (size < 0) {
      size = path.getFileSystem().status(path).getLen();
    }
    return size;
  }

  @Override
  public int write(ByteBuffer buffer) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
