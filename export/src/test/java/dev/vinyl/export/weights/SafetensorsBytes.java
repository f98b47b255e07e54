package dev.vinyl.export.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files put together by hand. */
final class SafetensorsBytes {
  private SafetensorsBytes() {}

  static Path file(Path file, String header, byte[] data) throws IOException {
    byte[] headerBytes = header.getBytes(StandardCharsets.UTF_8);
    return file(file, headerBytes.length, headerBytes, data);
  }

  /** With a length that may be a lie. */
  static Path file(Path file, long headerLength, byte[] header, byte[] data) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(headerLength).put(header).put(data);
    return Files.write(file, bytes.array());
  }
}
