package dev.vinyl.data.internal.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Maps the record batches of one file, one after the other. */
final class BatchMapper {
  /** Linux gives a process about twice as many mappings, and Java needs some itself. */
  private static final int MOST_BATCHES = 1 << 15;

  private static final int MOST_METADATA_BYTES = 1 << 24;
  private static final int PREFIX_BYTES = 8;

  private final FileChannel channel;
  private final Schema schema;

  /** Bytes of the file that no batch has claimed. */
  private long unclaimed;

  private int mapped;

  BatchMapper(FileChannel channel, Schema schema) throws IOException {
    this.channel = channel;
    this.schema = schema;
    this.unclaimed = channel.size();
  }

  /**
   * @throws IOException says in a few words what is wrong, without the file's name
   */
  ArrowBatch map(ArrowBlock block) throws IOException {
    int number = mapped++;
    if (number == MOST_BATCHES) {
      throw new IOException("it has more than %d record batches".formatted(MOST_BATCHES));
    }
    requireInside(block, number);
    try {
      ByteBuffer metadata =
          FooterReader.bytes(channel, block.getOffset(), block.getMetadataLength());
      RecordBatch batch = header(metadata, block.getBodyLength());
      ByteBuffer body =
          channel.map(
              FileChannel.MapMode.READ_ONLY,
              block.getOffset() + block.getMetadataLength(),
              block.getBodyLength());
      return new Columns(batch, body).read(schema);
    } catch (RuntimeException e) {
      throw new IOException(
          "it is damaged or not supported; record batch %d: %s".formatted(number, e.getMessage()),
          e);
    }
  }

  private void requireInside(ArrowBlock block, int number) throws IOException {
    long start = block.getOffset();
    int metadata = block.getMetadataLength();
    long body = block.getBodyLength();
    long size = channel.size();
    if (start < 0
        || metadata < PREFIX_BYTES
        || body < 0
        || start > size - metadata
        || body > size - metadata - start
        || metadata + body > unclaimed) {
      throw new IOException(
          "it is damaged or was cut off; record batch %d is not inside of it".formatted(number));
    }
    if (metadata > MOST_METADATA_BYTES || body > Integer.MAX_VALUE) {
      throw new IOException(
          "record batch %d has %d bytes, and 2 GiB is the most".formatted(number, body));
    }
    unclaimed -= metadata + body;
  }

  private static RecordBatch header(ByteBuffer metadata, long bodyBytes) {
    require(
        metadata.getInt(0) == MessageSerializer.IPC_CONTINUATION_TOKEN, "no message stands there");
    Message message = Message.getRootAsMessage(metadata.position(PREFIX_BYTES));
    require(message.headerType() == MessageHeader.RecordBatch, "another message stands there");
    require(message.bodyLength() == bodyBytes, "two lengths of the body");
    RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
    require(batch.compression() == null, "it is compressed");
    require(batch.variadicBufferCountsLength() == 0, "it has views");
    return batch;
  }

  private static void require(boolean sound, String problem) {
    if (!sound) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** Deals a batch's nodes and buffers out to the columns. */
  private static final class Columns {
    private final RecordBatch batch;
    private final ByteBuffer body;
    private int nextNode;
    private int nextBuffer;

    Columns(RecordBatch batch, ByteBuffer body) {
      this.batch = batch;
      this.body = body;
    }

    ArrowBatch read(Schema schema) {
      List<ArrowColumn> columns = columns(schema.getFields());
      require(nextNode == batch.nodesLength(), "it has more columns than fields");
      require(nextBuffer == batch.buffersLength(), "it has more buffers than its types need");
      return new ArrowBatch(Math.toIntExact(batch.length()), columns);
    }

    private List<ArrowColumn> columns(List<Field> fields) {
      List<ArrowColumn> columns = new ArrayList<>();
      for (Field field : fields) {
        columns.add(column(field));
      }
      return columns;
    }

    private ArrowColumn column(Field field) {
      require(nextNode < batch.nodesLength(), "it has fewer columns than fields");
      FieldNode node = batch.nodes(nextNode++);
      List<ByteBuffer> buffers = new ArrayList<>();
      for (int i = TypeLayout.getTypeBufferCount(field.getType()); i > 0; i--) {
        require(nextBuffer < batch.buffersLength(), "it has fewer buffers than its types need");
        buffers.add(slice(batch.buffers(nextBuffer++)));
      }
      return new ArrowColumn(
          Math.toIntExact(node.length()),
          Math.toIntExact(node.nullCount()),
          buffers,
          columns(field.getChildren()));
    }

    private ByteBuffer slice(Buffer place) {
      int start = Math.toIntExact(place.offset());
      int length = Math.toIntExact(place.length());
      return body.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
