package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.vinyl.runtime.internal.io.FileBytes;
import dev.vinyl.runtime.internal.io.NotDownloaded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a safetensors header and believes nothing in it: whatever passes can be read without
 * leaving the file. The header's size is the only allocation that the file decides, and it is held
 * to the file's own size and to the limit of the format's reference implementation.
 */
final class HeaderReader {
  private static final int LONGEST_HEADER = 100_000_000;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final JsonParser json;
  private final List<TensorInfo> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private HeaderReader(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  static Safetensors read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] header = headerBytes(file, channel);
      long dataStart = Long.BYTES + (long) header.length;
      // A decoder of its own, because Jackson would guess at UTF-16 and let bad UTF-8 pass.
      try (JsonParser json =
          JSON.createParser(
              new InputStreamReader(
                  new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder()))) {
        HeaderReader reader = new HeaderReader(file, json);
        reader.readHeader();
        reader.checkPlaces(channel.size() - dataStart);
        return new Safetensors(file, dataStart, reader.tensors, reader.metadata);
      }
    } catch (CharacterCodingException e) {
      throw new WeightFileException(file, "not a safetensors file: its header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new WeightFileException(
          file, "not a safetensors file: its header is not JSON: " + shown(e.getOriginalMessage()));
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  private static byte[] headerBytes(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new WeightFileException(
          file, "not a safetensors file: it has %d bytes".formatted(size));
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.readFully(channel, length, 0);
    long headerLength = length.getLong(0);
    if (headerLength < 0 || headerLength > LONGEST_HEADER) {
      Optional<String> instead = NotDownloaded.reason(file); // its first letters are a large number
      if (instead.isPresent()) {
        throw new WeightFileException(file, instead.get());
      }
      throw new WeightFileException(
          file,
          "not a safetensors file: it claims a header of %s bytes"
              .formatted(Long.toUnsignedString(headerLength)));
    }
    if (headerLength > size - Long.BYTES) {
      throw new WeightFileException(
          file,
          "cut short or not a safetensors file: it claims a header of %d bytes and has %d in all"
              .formatted(headerLength, size));
    }
    ByteBuffer header = ByteBuffer.allocate((int) headerLength);
    FileBytes.readFully(channel, header, Long.BYTES);
    return header.array();
  }

  private void readHeader() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new WeightFileException(
          file, "not a safetensors file: its header is not a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(Safetensors.METADATA)) {
        readMetadata();
      } else {
        readTensor(name);
      }
    }
    if (json.nextToken() != null) {
      throw new WeightFileException(file, "something stands after its header's JSON object");
    }
  }

  private void readMetadata() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new WeightFileException(file, Safetensors.METADATA + " is not a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw new WeightFileException(
            file, Safetensors.METADATA + ": the value of " + shown(key) + " is not a string");
      }
      metadata.put(key, json.getText());
    }
  }

  private void readTensor(String name) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw damaged(name, "is not described by a JSON object");
    }
    @Nullable Dtype dtype = null;
    @Nullable List<Long> shape = null;
    @Nullable List<Long> offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> dtype = readDtype(name);
        case "shape" -> shape = readSizes(name, key);
        case "data_offsets" -> offsets = readSizes(name, key);
        default -> json.skipChildren();
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw damaged(name, "lacks one of dtype, shape and data_offsets");
    }
    if (offsets.size() != 2) {
      throw damaged(name, "has %d data_offsets instead of 2".formatted(offsets.size()));
    }
    TensorInfo tensor = new TensorInfo(name, dtype, shape, offsets.get(0), offsets.get(1));
    checkSize(tensor);
    tensors.add(tensor);
  }

  private Dtype readDtype(String name) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw damaged(name, "has a dtype that is not a string");
    }
    String text = json.getText();
    return Dtype.find(text)
        .orElseThrow(() -> damaged(name, "has the unknown dtype " + shown(text)));
  }

  private List<Long> readSizes(String name, String key) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw damaged(name, "has a " + key + " that is not an array");
    }
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean fits =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && json.getLongValue() >= 0;
      if (!fits) {
        throw damaged(name, "has a %s with %s in it".formatted(key, shown(json.getText())));
      }
      sizes.add(json.getLongValue());
    }
    return sizes;
  }

  private void checkSize(TensorInfo tensor) throws IOException {
    long needed = tensor.dtype().bytes();
    try {
      for (long size : tensor.shape()) {
        needed = Math.multiplyExact(needed, size);
      }
    } catch (ArithmeticException e) {
      throw damaged(tensor.name(), "has the impossible shape " + shown(tensor.shape().toString()));
    }
    if (tensor.begin() > tensor.end() || tensor.byteCount() != needed) {
      throw damaged(
          tensor.name(),
          "has data_offsets [%d, %d], and %s %s needs %d bytes"
              .formatted(
                  tensor.begin(),
                  tensor.end(),
                  tensor.dtype(),
                  shown(tensor.shape().toString()),
                  needed));
    }
  }

  /** Sorts the tensors by their place and checks that they fill the data exactly. */
  private void checkPlaces(long dataBytes) throws IOException {
    tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    long next = 0;
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != next) {
        throw damaged(
            tensor.name(),
            "starts at byte %d of the data, %s"
                .formatted(
                    tensor.begin(),
                    tensor.begin() < next
                        ? "inside another tensor"
                        : "and nothing stands before it from byte " + next));
      }
      if (tensor.end() > dataBytes) {
        throw damaged(
            tensor.name(),
            "ends at byte %d of the data, and the file holds %d; copy the file again"
                .formatted(tensor.end(), dataBytes));
      }
      next = tensor.end();
    }
    if (next != dataBytes) {
      throw new WeightFileException(
          file, "holds %d bytes of data, and its tensors take %d".formatted(dataBytes, next));
    }
  }

  private WeightFileException damaged(String name, String problem) {
    return new WeightFileException(file, "tensor " + shown(name) + " " + problem);
  }
}
