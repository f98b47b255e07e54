package dev.vinyl.export.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of {@code torch.save} put together by hand. */
final class TorchBytes {
  private final ZipBytes zip = new ZipBytes();

  TorchBytes(byte[] pickle) {
    zip.entry("archive/data.pkl", pickle);
  }

  TorchBytes floats(String key, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes(key, bytes.array());
  }

  TorchBytes shorts(String key, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes(key, bytes.array());
  }

  TorchBytes longs(String key, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes(key, bytes.array());
  }

  TorchBytes bytes(String key, byte[] data) {
    return entry("archive/data/" + key, data);
  }

  TorchBytes text(String name, String text) {
    return entry("archive/" + name, text.getBytes(StandardCharsets.US_ASCII));
  }

  TorchBytes entry(String name, byte[] data) {
    zip.entry(name, data);
    return this;
  }

  byte[] toBytes() {
    return zip.toBytes();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }
}
