package dev.vinyl.training.internal.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A float32 value for every element of some parameters, outside the heap: their weights, gradients
 * or moments. Blocks of the same parameters have the same layout. ONNX Runtime reads and writes the
 * memory directly, through the tensors of {@link #tensors}.
 */
final class TensorBlock {
  private static final int ALIGNED_FLOATS = 16; // a cache line
  private static final int ZEROS = 4096;
  private static final int ALIGNED_BYTES = ALIGNED_FLOATS * Float.BYTES;

  private final List<Slice> slices;
  private final FloatBuffer values;

  /** Where a parameter lies in the block. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Slice(String name, long[] shape, int offset, int length) {}

  private TensorBlock(List<Slice> slices, FloatBuffer values) {
    this.slices = slices;
    this.values = values;
  }

  /** A block with these values. */
  static TensorBlock of(ParameterSet parameters) {
    List<Slice> slices = new ArrayList<>();
    int offset = 0;
    for (Parameter parameter : parameters) {
      int length = parameter.values().length;
      slices.add(new Slice(parameter.name(), parameter.shape(), offset, length));
      offset =
          Math.addExact(offset, (length + ALIGNED_FLOATS - 1) / ALIGNED_FLOATS * ALIGNED_FLOATS);
    }
    TensorBlock block = new TensorBlock(slices, allocate(offset));
    block.set(parameters);
    return block;
  }

  /** A block of the same layout, filled with zeros. */
  TensorBlock zeros() {
    return new TensorBlock(slices, allocate(values.capacity()));
  }

  /** Exactly so many: what is left over at an address that was aligned by itself is cut off. */
  private static FloatBuffer allocate(int floats) {
    int bytes = Math.multiplyExact(floats, Float.BYTES);
    return ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNED_BYTES))
        .alignedSlice(ALIGNED_BYTES)
        .slice(0, bytes)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  List<Slice> slices() {
    return slices;
  }

  /** The memory; only absolute positions may be used. */
  FloatBuffer values() {
    return values;
  }

  /** Takes the values of parameters of the same names and shapes. */
  void set(ParameterSet parameters) {
    for (Slice slice : slices) {
      values.put(slice.offset(), parameters.get(slice.name()).values());
    }
  }

  /** Sets every value to zero. */
  void clear() {
    float[] zeros = new float[ZEROS];
    for (int at = 0; at < values.capacity(); at += ZEROS) {
      values.put(at, zeros, 0, Math.min(ZEROS, values.capacity() - at));
    }
  }

  /** A copy of the values. */
  ParameterSet get() {
    List<Parameter> parameters = new ArrayList<>();
    for (Slice slice : slices) {
      float[] copy = new float[slice.length()];
      values.get(slice.offset(), copy);
      parameters.add(new Parameter(slice.name(), slice.shape(), copy));
    }
    return ParameterSet.of(parameters);
  }

  /** Tensors over the block's own memory, by parameter; the caller closes them. */
  Map<String, OnnxTensor> tensors(OrtEnvironment environment) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Slice slice : slices) {
        FloatBuffer window =
            values.duplicate().limit(slice.offset() + slice.length()).position(slice.offset());
        tensors.put(slice.name(), OnnxTensor.createTensor(environment, window, slice.shape()));
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }
}
