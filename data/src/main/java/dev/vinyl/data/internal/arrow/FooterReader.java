package dev.vinyl.data.internal.arrow;

import dev.vinyl.runtime.internal.io.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.vector.ipc.message.ArrowFooter;

/** Reads a file's footer, which says where the record batches are, and believes little of it. */
final class FooterReader {
  private static final int MAGIC_BYTES = ArrowFileOutput.MAGIC.length();

  /** The magic and its padding; nothing else can stand before the first message. */
  private static final int HEAD_BYTES = 8;

  private static final int TAIL_BYTES = Integer.BYTES + MAGIC_BYTES;
  private static final int MOST_FOOTER_BYTES = 1 << 24;

  // Damaged offsets can make a schema a graph instead of a tree, which would never end.
  private static final int MOST_FIELDS = 1000;
  private static final int MOST_DEPTH = 16;

  private int fields;

  private FooterReader() {}

  /**
   * @throws IOException says in a few words what is wrong, without the file's name
   */
  static ArrowFooter read(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < HEAD_BYTES + TAIL_BYTES || !isMagic(bytes(channel, 0, MAGIC_BYTES), 0)) {
      throw new IOException("it is not an Arrow file");
    }
    ByteBuffer tail = bytes(channel, size - TAIL_BYTES, TAIL_BYTES);
    if (!isMagic(tail, Integer.BYTES)) {
      throw new IOException("it is not a whole Arrow file; its end is missing");
    }
    int length = tail.getInt(0);
    if (length < 1 || length > MOST_FOOTER_BYTES || length > size - HEAD_BYTES - TAIL_BYTES) {
      throw new IOException("it is damaged; it claims a footer of " + length + " bytes");
    }
    ByteBuffer bytes = bytes(channel, size - TAIL_BYTES - length, length);
    try {
      return new FooterReader().parse(Footer.getRootAsFooter(bytes));
    } catch (RuntimeException e) {
      throw new IOException("it is damaged; its footer makes no sense", e);
    }
  }

  static ByteBuffer bytes(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.readFully(channel, bytes, position);
    return bytes.flip();
  }

  private static boolean isMagic(ByteBuffer bytes, int position) {
    byte[] found = new byte[MAGIC_BYTES];
    bytes.get(position, found);
    return ArrowFileOutput.MAGIC.equals(new String(found, StandardCharsets.US_ASCII));
  }

  private ArrowFooter parse(Footer footer) throws IOException {
    if (footer.version() != MetadataVersion.V5) {
      throw new IOException(
          "its format version V%d is not supported; only V5 is".formatted(footer.version() + 1));
    }
    if (footer.dictionariesLength() > 0) {
      throw new IOException("it has dictionaries, which are not supported");
    }
    Schema schema = footer.schema();
    if (schema.endianness() != Endianness.Little) {
      throw new IOException("it is big-endian, which is not supported");
    }
    for (int i = 0; i < schema.fieldsLength(); i++) {
      requireTree(schema.fields(i), 1);
    }
    return new ArrowFooter(footer);
  }

  private void requireTree(Field field, int depth) throws IOException {
    if (++fields > MOST_FIELDS || depth > MOST_DEPTH) {
      throw new IOException(
          "it has more than %d fields, or some nested deeper than %d"
              .formatted(MOST_FIELDS, MOST_DEPTH));
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      requireTree(field.children(i), depth + 1);
    }
  }
}
