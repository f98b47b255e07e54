package dev.vinyl.data.internal.arrow;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes an Arrow IPC file over several runs of a program. Until it is finished it stands beside
 * the target as {@code NAME.partial}: the file without its end, which no reader takes for a whole
 * one. Whoever opens it again finds the batches that were written and goes on behind them; the last
 * of them is given up, because a crash of the machine may have spoilt it. Earlier ones were forced
 * to the disk.
 *
 * <p>Not thread-safe; a lock keeps a second process off. Closing leaves the partial file as it is,
 * unless {@link #finish} has given it its name.
 */
public final class ResumableArrowFile implements AutoCloseable {
  private static final int PREFIX_BYTES = 8;
  private static final int MOST_METADATA_BYTES = 1 << 24;

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private final OutputStream stream;
  private final ArrowFileOutput out;
  private final List<ArrowBatch> batches;

  private ResumableArrowFile(
      Path target,
      FileChannel channel,
      OutputStream stream,
      ArrowFileOutput out,
      List<ArrowBatch> batches) {
    this.target = target;
    this.partial = partial(target);
    this.channel = channel;
    this.stream = stream;
    this.out = out;
    this.batches = List.copyOf(batches);
  }

  /** What an unfinished file is called: {@code NAME.partial}. */
  public static Path partial(Path target) {
    return target.resolveSibling(target.getFileName() + ".partial");
  }

  /**
   * Begins a file, or goes on with one that has the same schema, metadata included.
   *
   * @param target the finished file's name; missing parent folders are made
   * @throws IOException if it cannot be written, another process writes it, or the partial file was
   *     begun with another schema; one line that names it
   */
  public static ResumableArrowFile open(Path target, Schema schema) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("cannot write " + target + ": it is a folder; name a file");
    }
    Path partial = partial(target);
    FileChannel channel = null;
    try {
      Path folder = target.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      requireAlone(channel);
      return open(target, channel, schema);
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      throw new IOException("cannot write " + partial + ": " + IoReasons.of(e), e);
    } catch (RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static void requireAlone(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // this process has it open
    }
    throw new IOException("it is being written already; wait for that, or name another file");
  }

  private static ResumableArrowFile open(Path target, FileChannel channel, Schema schema)
      throws IOException {
    byte[] head = head(schema);
    OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    int there = (int) Math.min(head.length, channel.size());
    byte[] begun = FooterReader.bytes(channel, 0, there).array();
    if (!Arrays.equals(head, 0, there, begun, 0, there)) {
      throw new IOException(
          "it was begun with another model, other images or other settings; delete it to begin"
              + " anew");
    }
    if (there < head.length) {
      channel.truncate(0);
      channel.position(0);
      ArrowFileOutput fresh = new ArrowFileOutput(stream, schema);
      return new ResumableArrowFile(target, channel, stream, fresh, List.of());
    }
    List<ArrowBlock> blocks = wholeBlocks(channel, head.length);
    if (!blocks.isEmpty()) {
      blocks.remove(blocks.size() - 1);
    }
    long end = blocks.isEmpty() ? head.length : end(blocks.get(blocks.size() - 1));
    channel.truncate(end);
    channel.position(end);
    BatchMapper mapper = new BatchMapper(channel, schema);
    List<ArrowBatch> batches = new ArrayList<>();
    for (ArrowBlock block : blocks) {
      batches.add(mapper.map(block));
    }
    ArrowFileOutput out = new ArrowFileOutput(stream, schema, blocks, end);
    return new ResumableArrowFile(target, channel, stream, out, batches);
  }

  private static byte[] head(Schema schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ArrowFileOutput(bytes, schema);
    return bytes.toByteArray();
  }

  /** The batches from a place on, up to the first that is not there as a whole. */
  private static List<ArrowBlock> wholeBlocks(FileChannel channel, long start) throws IOException {
    List<ArrowBlock> blocks = new ArrayList<>();
    long position = start;
    while (true) {
      ArrowBlock block = block(channel, position);
      if (block == null) {
        return blocks;
      }
      blocks.add(block);
      position = end(block);
    }
  }

  private static @Nullable ArrowBlock block(FileChannel channel, long start) throws IOException {
    long left = channel.size() - start;
    if (left < PREFIX_BYTES) {
      return null;
    }
    ByteBuffer prefix = FooterReader.bytes(channel, start, PREFIX_BYTES);
    int length = prefix.getInt(Integer.BYTES);
    if (prefix.getInt(0) != MessageSerializer.IPC_CONTINUATION_TOKEN
        || length < 1
        || length > MOST_METADATA_BYTES
        || length > left - PREFIX_BYTES) {
      return null;
    }
    ByteBuffer metadata = FooterReader.bytes(channel, start + PREFIX_BYTES, length);
    try {
      Message message = Message.getRootAsMessage(metadata.order(ByteOrder.LITTLE_ENDIAN));
      long body = message.bodyLength();
      boolean whole =
          message.headerType() == MessageHeader.RecordBatch
              && body >= 0
              && body <= left - PREFIX_BYTES - length;
      return whole ? new ArrowBlock(start, PREFIX_BYTES + length, body) : null;
    } catch (RuntimeException e) {
      return null; // what stands there is no message
    }
  }

  private static long end(ArrowBlock block) {
    return block.getOffset() + block.getMetadataLength() + block.getBodyLength();
  }

  /** The batches of earlier runs, mapped; their buffers are read-only. */
  public List<ArrowBatch> batches() {
    return batches;
  }

  /**
   * Writes a batch and forces it to the disk; as {@link ArrowFileOutput#write}.
   *
   * @throws IOException if it cannot be written; one line that names the file
   */
  public void write(ArrowBatch batch) throws IOException {
    try {
      out.write(batch);
      stream.flush();
      channel.force(false);
    } catch (IOException e) {
      throw new IOException("cannot write " + partial + ": " + IoReasons.of(e), e);
    }
  }

  /**
   * Writes the end and gives the file its name, in place of one that is there. Nothing may be
   * written afterwards.
   *
   * @throws IOException if it cannot be written; one line that names the file
   */
  public void finish() throws IOException {
    try {
      out.finish();
      stream.flush();
      channel.force(true);
      channel.close();
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException("cannot write " + target + ": " + IoReasons.of(e), e);
    }
  }

  /** Lets go of the file; what was written stays. A second call does nothing. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
