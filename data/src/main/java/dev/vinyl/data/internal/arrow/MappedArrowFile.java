package dev.vinyl.data.internal.arrow;

import dev.vinyl.nativeconfig.internal.IoReasons;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow IPC file whose record batches are mapped into memory: the system reads a page when it is
 * first touched and drops it when memory is short, so that neither heap nor direct memory grows
 * with the file. Each batch is mapped by itself; a file may be larger than 2 GiB, a batch may not.
 * Immutable and thread-safe.
 *
 * <p>Every place and length in the file is checked against its size before anything is mapped, so
 * that a damaged file is an {@link IOException} and not a crash. The values inside the buffers are
 * not looked at: an offset that is read from a buffer may point anywhere, which the buffers' own
 * bounds hold.
 *
 * <p>There is nothing to close. The file itself is closed when {@link #open} returns, and Java
 * gives the address space back when nobody holds a buffer any more. Until then the file must not be
 * made shorter: touching what is gone is an {@link InternalError}, thrown then or, on Java 17, a
 * little later in whatever the thread does next, and from native code it is the end of the process
 * (SIGBUS). So copy values out through the buffers before anything native works on them. Replacing
 * the file by renaming another over it is fine on Linux and macOS; Windows refuses it.
 *
 * <p>Not supported, and refused: dictionaries, compressed batches, big-endian files, views, files
 * older than Arrow 1.0.
 */
public final class MappedArrowFile {
  private final Path file;
  private final Schema schema;
  private final List<ArrowBatch> batches;

  private MappedArrowFile(Path file, Schema schema, List<ArrowBatch> batches) {
    this.file = file;
    this.schema = schema;
    this.batches = List.copyOf(batches);
  }

  /**
   * Reads what the file says of itself and maps all batches.
   *
   * @throws IOException if it cannot be read or is not a whole Arrow file; one line that names it
   */
  public static MappedArrowFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ArrowFooter footer = FooterReader.read(channel);
      BatchMapper mapper = new BatchMapper(channel, footer.getSchema());
      List<ArrowBatch> batches = new ArrayList<>();
      for (ArrowBlock block : footer.getRecordBatches()) {
        batches.add(mapper.map(block));
      }
      return new MappedArrowFile(file, footer.getSchema(), batches);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + reason(e), e);
    }
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** Names and types of the columns, and the file's own metadata. */
  public Schema schema() {
    return schema;
  }

  /** All batches, in the file's order; their buffers are read-only. */
  public List<ArrowBatch> batches() {
    return batches;
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof EOFException) {
      return "it became shorter while it was read";
    }
    return IoReasons.of(failure);
  }
}
