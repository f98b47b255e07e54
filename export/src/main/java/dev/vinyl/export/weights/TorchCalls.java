package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.weights.PickleValue.Constant;
import dev.vinyl.export.weights.PickleValue.Dict;
import dev.vinyl.export.weights.PickleValue.Imported;
import dev.vinyl.export.weights.PickleValue.Storage;
import dev.vinyl.export.weights.PickleValue.Tensor;
import dev.vinyl.export.weights.PickleValue.Text;
import dev.vinyl.export.weights.PickleValue.Tuple;
import dev.vinyl.export.weights.PickleValue.Whole;
import java.util.List;

/**
 * What the calls in a pickle of weights give: values that are put together here, of checked parts.
 */
final class TorchCalls {
  private TorchCalls() {}

  /** What calling a global with these arguments gives. */
  static PickleValue call(PickleValue called, PickleValue arguments) throws PickleException {
    if (!(called instanceof Imported imported) || !(arguments instanceof Tuple tuple)) {
      throw new PickleException("it calls something that is no function of PyTorch's");
    }
    List<PickleValue> items = tuple.items();
    return switch (imported.global()) {
      case ORDERED_DICT -> orderedDict(items);
      case REBUILD_TENSOR -> tensor(items);
      case REBUILD_PARAMETER -> parameter(items);
      case SIZE -> size(items);
      default -> throw new PickleException("it calls " + imported.global() + ", which is a type");
    };
  }

  /**
   * The attributes that an object is given after it was made; nothing here has any use for them.
   */
  static void setAttributes(PickleValue object, PickleValue attributes) throws PickleException {
    if (!(object instanceof Dict) || !(attributes instanceof Dict)) {
      throw new PickleException("it gives attributes to something that has none");
    }
  }

  /** A storage by what the pickle says of it: ("storage", type, key, device, count). */
  static PickleValue storage(PickleValue id) throws PickleException {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(0) instanceof Text kind
        && kind.value().equals("storage")
        && tuple.items().get(1) instanceof Imported type
        && tuple.items().get(2) instanceof Text key
        && tuple.items().get(4) instanceof Whole count) {
      Dtype dtype =
          type.global()
              .storageType()
              .orElseThrow(() -> new PickleException(type.global() + " is no type of a storage"));
      if (count.value() < 0) {
        throw new PickleException(
            "storage %s claims %d values".formatted(shown(key.value()), count.value()));
      }
      return new Storage(key.value(), dtype, count.value());
    }
    throw new PickleException("it refers to something outside of it that is no storage");
  }

  private static PickleValue orderedDict(List<PickleValue> arguments) throws PickleException {
    if (!arguments.isEmpty()) {
      throw badCall(PickleGlobal.ORDERED_DICT);
    }
    return new Dict();
  }

  /** Storage, offset, shape, strides, whether it needs gradients, hooks and perhaps metadata. */
  private static PickleValue tensor(List<PickleValue> arguments) throws PickleException {
    if ((arguments.size() == 6 || arguments.size() == 7)
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Whole offset) {
      long[] shape = sizes(arguments.get(2));
      long[] strides = sizes(arguments.get(3));
      return new Tensor(StridedView.of(storage, offset.value(), shape, strides));
    }
    throw badCall(PickleGlobal.REBUILD_TENSOR);
  }

  /** The tensor, whether it needs gradients, and hooks. */
  private static PickleValue parameter(List<PickleValue> arguments) throws PickleException {
    if (arguments.size() == 3
        && arguments.get(0) instanceof Tensor tensor
        && (arguments.get(1) == Constant.TRUE || arguments.get(1) == Constant.FALSE)) {
      return tensor;
    }
    throw badCall(PickleGlobal.REBUILD_PARAMETER);
  }

  private static PickleValue size(List<PickleValue> arguments) throws PickleException {
    if (arguments.size() == 1 && arguments.get(0) instanceof Tuple tuple) {
      return tuple;
    }
    throw badCall(PickleGlobal.SIZE);
  }

  private static long[] sizes(PickleValue value) throws PickleException {
    if (!(value instanceof Tuple tuple) || tuple.items().size() > StridedView.MOST_DIMENSIONS) {
      throw badCall(PickleGlobal.REBUILD_TENSOR);
    }
    long[] sizes = new long[tuple.items().size()];
    for (int i = 0; i < sizes.length; i++) {
      if (!(tuple.items().get(i) instanceof Whole whole)) {
        throw badCall(PickleGlobal.REBUILD_TENSOR);
      }
      sizes[i] = whole.value();
    }
    return sizes;
  }

  private static PickleException badCall(PickleGlobal global) {
    return new PickleException("it calls " + global + " with arguments that it does not take");
  }
}
