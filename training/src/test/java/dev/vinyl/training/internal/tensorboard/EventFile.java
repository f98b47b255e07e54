package dev.vinyl.training.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.util.Event;

/**
 * Reads event files by TensorFlow's own description of their messages, with checksums taken bit by
 * bit. (Only the description, because protobuf refuses to parse with generated classes this old.)
 */
final class EventFile {
  private EventFile() {}

  /** All events of a file, in its order. */
  static List<Message> read(Path file) throws IOException {
    return parse(Files.readAllBytes(file));
  }

  /**
   * All events of a file's bytes, in their order.
   *
   * @throws IOException if a checksum does not fit, or the last record is not whole
   */
  static List<Message> parse(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Message> events = new ArrayList<>();
    while (file.hasRemaining()) {
      long length = ByteBuffer.wrap(take(file, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      byte[] payload = take(file, length);
      events.add(DynamicMessage.parseFrom(Event.getDescriptor(), payload));
    }
    return events;
  }

  /**
   * A field of a field and so on, by names. A list on the way has to have one element; what may be
   * unset has to be set.
   */
  static Object field(Message message, String... path) {
    Object value = message;
    for (String name : path) {
      Message holder = (Message) value;
      FieldDescriptor field = holder.getDescriptorForType().findFieldByName(name);
      assertThat(field).as("field %s", name).isNotNull();
      if (field.isRepeated()) {
        assertThat(holder.getRepeatedFieldCount(field)).as(name).isOne();
        value = holder.getRepeatedField(field, 0);
      } else {
        assertThat(!field.hasPresence() || holder.hasField(field)).as("has %s", name).isTrue();
        value = holder.getField(field);
      }
    }
    return value;
  }

  /** The event files of a folder in the order that TensorBoard reads them in. */
  static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static byte[] take(ByteBuffer file, long length) throws IOException {
    if (length < 0 || length + 4 > file.remaining()) {
      throw new IOException("a record breaks off");
    }
    byte[] bytes = new byte[(int) length];
    file.get(bytes);
    long checksum = file.getInt() & 0xffffffffL;
    if (checksum != masked(crc32c(bytes))) {
      throw new IOException("a checksum does not fit");
    }
    return bytes;
  }

  /** CRC-32C by its definition: the remainder of a division by 0x1EDC6F41, bits in reverse. */
  static long crc32c(byte[] bytes) {
    long remainder = 0xffffffffL;
    for (byte b : bytes) {
      remainder ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        boolean divides = (remainder & 1) == 1;
        remainder >>= 1;
        if (divides) {
          remainder ^= 0x82f63b78L;
        }
      }
    }
    return remainder ^ 0xffffffffL;
  }

  private static long masked(long crc) {
    long rotated = ((crc >> 15) | (crc << 17)) & 0xffffffffL;
    return (rotated + 0xa282ead8L) & 0xffffffffL;
  }

  /** The bytes with one bit turned. */
  static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] damaged = Arrays.copyOf(bytes, bytes.length);
    damaged[at] ^= (byte) (1 << bit);
    return damaged;
  }
}
