package dev.vinyl.export.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vinyl.runtime.internal.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors files. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_VALUES = 1 << 14;

  private SafetensorsWriter() {}

  /** As {@link Safetensors#write} says. */
  static void write(ParameterSet parameters, Map<String, String> metadata, Path file)
      throws IOException {
    byte[] header = header(parameters, metadata);
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(header.length)
                  .array());
          out.write(header);
          for (Parameter parameter : parameters) {
            writeValues(parameter.values(), out);
          }
        });
  }

  private static byte[] header(ParameterSet parameters, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        writeMetadata(metadata, json);
      }
      long offset = 0;
      for (Parameter parameter : parameters) {
        offset = writeEntry(parameter, offset, json);
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void writeMetadata(Map<String, String> metadata, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(Safetensors.METADATA);
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static long writeEntry(Parameter parameter, long begin, JsonGenerator json)
      throws IOException {
    if (parameter.name().equals(Safetensors.METADATA)) {
      throw new IllegalArgumentException(
          "a parameter cannot be named "
              + Safetensors.METADATA
              + ": safetensors keeps that name for itself");
    }
    long end = begin + (long) parameter.values().length * Float.BYTES;
    long[] shape = parameter.shape();
    json.writeObjectFieldStart(parameter.name());
    json.writeStringField("dtype", Dtype.F32.name());
    json.writeFieldName("shape");
    json.writeArray(shape, 0, shape.length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {begin, end}, 0, 2);
    json.writeEndObject();
    return end;
  }

  private static void writeValues(float[] values, OutputStream out) throws IOException {
    ByteBuffer chunk =
        ByteBuffer.allocate(Math.min(values.length, CHUNK_VALUES) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < values.length; start += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - start);
      chunk.asFloatBuffer().put(values, start, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }
}
