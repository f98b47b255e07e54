package dev.vinyl.export.weights;

import java.util.List;

/**
 * What a safetensors file says of one tensor.
 *
 * @param name unique in its file
 * @param dtype element type
 * @param shape sizes, outermost first; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end the byte after the last
 */
record TensorInfo(String name, Dtype dtype, List<Long> shape, long begin, long end) {

  /** Copies the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** How many bytes the values take. */
  public long byteCount() {
    return end - begin;
  }

  /** How many values. */
  public long elementCount() {
    return byteCount() / dtype.bytes();
  }

  long[] shapeArray() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
