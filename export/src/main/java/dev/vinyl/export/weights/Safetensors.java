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

/**
 * Reads and writes safetensors files: the length of a header (8 bytes, little endian), the header
 * as a JSON object that gives each tensor's type, shape and place, then the values, row-major and
 * little endian, without gaps.
 *
 * <pre>{@code
 * ParameterSet encoder = Safetensors.read(path).parameters();
 * Safetensors.write(encoder, Map.of("stage", "finetune"), path);
 * }</pre>
 */
public final class Safetensors {
  static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_VALUES = 1 << 14;

  private Safetensors() {}

  /**
   * Reads and checks a file's header; values are read when they are asked for.
   *
   * @throws WeightFileException if there is no such file, or it is not a sound safetensors file;
   *     the message names the file and, where one is at fault, the tensor
   */
  public static SafetensorsFile read(Path file) throws IOException {
    return HeaderReader.read(file);
  }

  /**
   * Writes parameters as float32, atomically. The same parameters and metadata give the same bytes:
   * tensors stand in the set's order, metadata sorted by key, and the header is padded with spaces
   * so that the values start at a multiple of 8 bytes.
   *
   * @param parameters in the order in which they are to stand in the file
   * @param metadata free text by key; may be empty
   * @throws IllegalArgumentException if a parameter has the name {@code __metadata__}, which the
   *     format keeps for itself
   * @throws IOException if the file cannot be written; whatever stood under its name stays then
   */
  public static void write(ParameterSet parameters, Map<String, String> metadata, Path file)
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
    json.writeObjectFieldStart(METADATA);
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static long writeEntry(Parameter parameter, long begin, JsonGenerator json)
      throws IOException {
    if (parameter.name().equals(METADATA)) {
      throw new IllegalArgumentException(
          "a parameter cannot be named " + METADATA + ": safetensors keeps that name for itself");
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
