package dev.vinyl.export.weights;

import dev.vinyl.export.weights.PickleValue.Storage;
import java.util.Arrays;

/**
 * A tensor of PyTorch's: the element at index (i, j, ..) stands in the storage at {@code offset + i
 * strides[0] + j strides[1] + ..}. No element lies outside the storage, and there are no more
 * elements than the storage has, so that reading never needs more memory than the file.
 */
final class StridedView {
  static final int MOST_DIMENSIONS = 16;

  private final Storage storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final long count;

  private StridedView(Storage storage, long offset, long[] shape, long[] strides, long count) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.count = count;
  }

  /** Checks that everything is inside the storage. */
  static StridedView of(Storage storage, long offset, long[] shape, long[] strides)
      throws PickleException {
    if (shape.length != strides.length) {
      throw bad(shape, "has strides " + Arrays.toString(strides));
    }
    if (offset < 0 || hasNegative(shape) || hasNegative(strides)) {
      throw bad(shape, "has a negative size, stride or offset");
    }
    long count = 1;
    long last = offset;
    try {
      for (int i = 0; i < shape.length; i++) {
        count = Math.multiplyExact(count, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
      }
    } catch (ArithmeticException e) {
      throw bad(shape, "cannot be: it has too many values");
    }
    if (count > 0 && (last >= storage.count() || count > storage.count())) {
      throw bad(
          shape,
          "does not fit its storage of %d values; if it is an expanded one, save its .contiguous()"
              .formatted(storage.count()));
    }
    return new StridedView(storage, offset, shape, strides, count);
  }

  private static PickleException bad(long[] shape, String problem) {
    return new PickleException(
        "a tensor of shape %s %s".formatted(Arrays.toString(shape), problem));
  }

  private static boolean hasNegative(long[] values) {
    for (long value : values) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }

  Storage storage() {
    return storage;
  }

  long[] shape() {
    return shape;
  }

  /** How many values. */
  long count() {
    return count;
  }

  /** Takes a value's place in the tensor, row-major, and in the storage. */
  @FunctionalInterface
  interface Places {
    void accept(int inTensor, int inStorage);
  }

  /** Goes over all values, row-major. The storage has fewer than 2^31. */
  void forEach(Places places) {
    long[] index = new long[shape.length];
    long place = offset;
    for (int i = 0; i < count; i++) {
      places.accept(i, (int) place);
      int axis = shape.length - 1;
      while (axis >= 0 && ++index[axis] == shape[axis]) {
        place -= (shape[axis] - 1) * strides[axis];
        index[axis--] = 0;
      }
      if (axis >= 0) {
        place += strides[axis];
      }
    }
  }
}
