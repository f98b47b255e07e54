package dev.vinyl.export.weights;

import dev.vinyl.runtime.internal.io.FileBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A safetensors file whose header was found sound: the length of a header (8 bytes, little endian),
 * the header as a JSON object that gives each tensor's type, shape and place, then the values,
 * row-major and little endian, without gaps.
 *
 * <pre>{@code
 * ParameterSet encoder = Safetensors.read(path).parameters();
 * Safetensors.write(encoder, Map.of("stage", "finetune"), path);
 * }</pre>
 *
 * <p>It keeps no file open: each call reads its values anew, so the file must not change meanwhile.
 * Tensors come in the order of their values in the file, because the header is a JSON object and
 * those have no order.
 *
 * <p>Every failure to read is a {@link WeightFileException} whose one line names the file and the
 * tensor.
 */
public final class Safetensors {
  static final String METADATA = "__metadata__";

  private final Path file;
  private final long dataStart;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, String> metadata;

  /** Takes tensors that were checked against the file, in the order of their values. */
  Safetensors(Path file, long dataStart, List<TensorInfo> tensors, Map<String, String> metadata) {
    this.file = file;
    this.dataStart = dataStart;
    this.tensors = new LinkedHashMap<>();
    tensors.forEach(tensor -> this.tensors.put(tensor.name(), tensor));
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Reads and checks a file's header; values are read when they are asked for.
   *
   * @throws WeightFileException if there is no such file, or it is not a sound safetensors file;
   *     the message names the file and, where one is at fault, the tensor
   */
  public static Safetensors read(Path file) throws IOException {
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
    SafetensorsWriter.write(parameters, metadata, file);
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** The file's free text by key; empty if it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Every tensor, in order. */
  Collection<TensorInfo> tensors() {
    return Collections.unmodifiableCollection(tensors.values());
  }

  /** Names of all tensors, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** What the file says of the tensor of this name. */
  TensorInfo tensor(String name) throws IOException {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightFileException(file, "has no tensor " + WeightFileException.shown(name));
    }
    return tensor;
  }

  /** All tensors, which must be floats of 64, 32 or 16 bits; those of 64 are rounded. */
  public ParameterSet parameters() throws IOException {
    return parameters(name -> true);
  }

  /** The tensors whose name is wanted; those must be floats of 64, 32 or 16 bits. */
  public ParameterSet parameters(Predicate<String> wanted) throws IOException {
    List<Parameter> parameters = new ArrayList<>();
    for (TensorInfo tensor : tensors.values()) {
      if (wanted.test(tensor.name())) {
        parameters.add(parameter(tensor.name()));
      }
    }
    return ParameterSet.of(parameters);
  }

  /** One tensor, which must be floats of 64, 32 or 16 bits. */
  public Parameter parameter(String name) throws IOException {
    return new Parameter(name, tensor(name).shapeArray(), floats(name));
  }

  /**
   * The values of a tensor of floats of 64, 32 or 16 bits, row-major, as float32; the caller's own
   * copy.
   */
  public float[] floats(String name) throws IOException {
    Dtype dtype = tensor(name).dtype();
    if (!FloatValues.canRead(dtype)) {
      throw otherType(name, FloatValues.NEEDED);
    }
    ByteBuffer bytes = bytes(name);
    float[] values = new float[bytes.remaining() / dtype.bytes()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = FloatValues.get(bytes, dtype, i);
      }
      return values;
    } catch (ArithmeticException e) {
      throw new WeightFileException(
          file, "tensor %s: %s".formatted(WeightFileException.shown(name), e.getMessage()));
    }
  }

  /** The values of an int64 tensor, row-major; the caller's own copy. */
  public long[] longs(String name) throws IOException {
    if (tensor(name).dtype() != Dtype.I64) {
      throw otherType(name, Dtype.I64.name());
    }
    ByteBuffer bytes = bytes(name);
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }

  /**
   * The values of a tensor of any type as they stand in the file: row-major, little endian (the
   * buffer's order is set so), from position 0 to the limit; the caller's own copy.
   */
  public ByteBuffer bytes(String name) throws IOException {
    return bytes(tensor(name));
  }

  private WeightFileException otherType(String name, String needed) throws IOException {
    return new WeightFileException(
        file,
        "tensor %s holds %s, and %s is needed"
            .formatted(WeightFileException.shown(name), tensor(name).dtype(), needed));
  }

  private ByteBuffer bytes(TensorInfo tensor) throws IOException {
    String shown = WeightFileException.shown(tensor.name());
    if (tensor.byteCount() > Integer.MAX_VALUE - Long.BYTES) {
      throw new WeightFileException(
          file,
          "tensor %s has %d bytes, and 2 GiB is the most".formatted(shown, tensor.byteCount()));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteCount()).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileBytes.readFully(channel, bytes, dataStart + tensor.begin());
    } catch (EOFException e) {
      throw new WeightFileException(file, "became shorter while it was read; tensor " + shown);
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
    return bytes.flip();
  }
}
