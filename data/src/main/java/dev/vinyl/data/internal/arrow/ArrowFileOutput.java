package dev.vinyl.data.internal.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes an Arrow IPC file batch by batch. Nothing is kept of a batch that was written but its
 * place, and the same batches give the same bytes.
 *
 * <pre>{@code
 * AtomicFile.write(path, stream -> {
 *   ArrowFileOutput out = new ArrowFileOutput(stream, schema);
 *   out.write(batch);
 *   out.finish();
 * });
 * }</pre>
 */
public final class ArrowFileOutput {
  /** Stands at the beginning and at the end of every file. */
  static final String MAGIC = "ARROW1";

  private final WriteChannel out;
  private final Schema schema;
  private final List<ArrowBlock> blocks;
  private final long base;

  /**
   * Writes the file's beginning.
   *
   * @param stream where to write; not closed, and best a buffered one
   * @param schema of every batch
   * @throws IOException if it cannot be written
   */
  public ArrowFileOutput(OutputStream stream, Schema schema) throws IOException {
    this.out = new WriteChannel(Channels.newChannel(stream));
    this.schema = schema;
    this.blocks = new ArrayList<>();
    this.base = 0;
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
    out.align();
    MessageSerializer.serialize(out, schema);
  }

  /**
   * Goes on with a file whose beginning and first batches are written.
   *
   * @param stream appends to the file
   * @param blocks where those batches are
   * @param base bytes of the file so far, a multiple of 8
   */
  ArrowFileOutput(OutputStream stream, Schema schema, List<ArrowBlock> blocks, long base) {
    this.out = new WriteChannel(Channels.newChannel(stream));
    this.schema = schema;
    this.blocks = new ArrayList<>(blocks);
    this.base = base;
  }

  /**
   * Writes a batch. Each buffer is written from its position to its limit, and stays as it is.
   *
   * @param batch its columns have the buffers and children that the schema's types ask for
   * @throws IllegalArgumentException if it has not as many columns as the schema has fields, or
   *     takes more than 2 GiB, which no reader could map
   * @throws IOException if it cannot be written
   */
  public void write(ArrowBatch batch) throws IOException {
    if (batch.columns().size() != schema.getFields().size()) {
      throw new IllegalArgumentException(
          "the schema has %d fields, and the batch %d columns"
              .formatted(schema.getFields().size(), batch.columns().size()));
    }
    List<ByteBuffer> buffers =
        batch.columns().stream()
            .flatMap(ArrowColumn::allBuffers)
            .map(ByteBuffer::duplicate)
            .toList();
    long bodyBytes = buffers.stream().mapToLong(buffer -> padded(buffer.remaining())).sum();
    if (bodyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch takes at most 2 GiB, and this one has %d bytes".formatted(bodyBytes));
    }
    ByteBuffer message = message(batch, buffers, bodyBytes);
    long start = base + out.getCurrentPosition();
    int metadataBytes = MessageSerializer.writeMessageBuffer(out, message.remaining(), message);
    for (ByteBuffer buffer : buffers) {
      out.write(buffer);
      out.align();
    }
    blocks.add(new ArrowBlock(start, metadataBytes, bodyBytes));
  }

  /**
   * Writes the file's end; without it the file is none. Nothing may be written afterwards.
   *
   * @throws IOException if it cannot be written
   */
  public void finish() throws IOException {
    out.writeIntLittleEndian(MessageSerializer.IPC_CONTINUATION_TOKEN);
    out.writeIntLittleEndian(0);
    long start = out.getCurrentPosition();
    out.write(new ArrowFooter(schema, List.of(), blocks), false);
    out.writeIntLittleEndian((int) (out.getCurrentPosition() - start));
    out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer message(ArrowBatch batch, List<ByteBuffer> buffers, long bodyBytes) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    List<ArrowColumn> columns =
        batch.columns().stream().flatMap(column -> column.flattened().stream()).toList();
    // A flatbuffer grows from its end, so that vectors are filled from the last element.
    RecordBatch.startNodesVector(builder, columns.size());
    for (int i = columns.size() - 1; i >= 0; i--) {
      FieldNode.createFieldNode(builder, columns.get(i).rows(), columns.get(i).nullCount());
    }
    int nodeVector = builder.endVector();
    long end = bodyBytes;
    RecordBatch.startBuffersVector(builder, buffers.size());
    for (int i = buffers.size() - 1; i >= 0; i--) {
      int bytes = buffers.get(i).remaining();
      end -= padded(bytes);
      Buffer.createBuffer(builder, end, bytes);
    }
    int bufferVector = builder.endVector();
    int header =
        RecordBatch.createRecordBatch(builder, batch.rows(), nodeVector, bufferVector, 0, 0);
    return MessageSerializer.serializeMessage(
        builder, MessageHeader.RecordBatch, header, bodyBytes, IpcOption.DEFAULT);
  }

  private static long padded(int bytes) {
    return (bytes + 7L) / 8 * 8;
  }
}
