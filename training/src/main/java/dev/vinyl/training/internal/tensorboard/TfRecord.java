package dev.vinyl.training.internal.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's framing of records, little-endian: length (8 bytes), checksum of the length (4),
 * payload, checksum of the payload (4).
 *
 * <p>A checksum is a CRC-32C that is rotated and shifted by a constant, so that a payload which
 * itself holds checksums does not weaken it.
 */
final class TfRecord {
  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecord() {}

  static byte[] frame(byte[] payload) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + payload.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(payload.length);
    record.putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(payload).putInt(maskedCrc(payload, payload.length));
    return record.array();
  }

  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
