package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.weights.PickleValue.Constant;
import dev.vinyl.export.weights.PickleValue.Dict;
import dev.vinyl.export.weights.PickleValue.Foreign;
import dev.vinyl.export.weights.PickleValue.Imported;
import dev.vinyl.export.weights.PickleValue.Items;
import dev.vinyl.export.weights.PickleValue.Storage;
import dev.vinyl.export.weights.PickleValue.Tensor;
import dev.vinyl.export.weights.PickleValue.Text;
import dev.vinyl.export.weights.PickleValue.Tuple;
import dev.vinyl.export.weights.PickleValue.Unmade;
import dev.vinyl.export.weights.PickleValue.Whole;
import java.util.List;

/**
 * What the calls in a pickle of weights give: values that are put together here, of checked parts.
 * What any other call would give stays unmade.
 */
final class TorchCalls {
  private static final Foreign NEGATED = new Foreign("torch", "Tensor with its sign kept apart");

  private TorchCalls() {}

  /** What calling something with these arguments gives. */
  static PickleValue call(PickleValue called, PickleValue arguments) throws PickleException {
    if (!(arguments instanceof Tuple tuple)) {
      throw new PickleException("it calls something with no arguments at all");
    }
    if (called instanceof Foreign by) {
      return new Unmade(by, tuple.holdsTensor());
    }
    if (called instanceof Unmade unmade) { // as in getattr(object, name)(arguments)
      return new Unmade(unmade.by(), tuple.holdsTensor());
    }
    if (!(called instanceof Imported imported)) {
      throw new PickleException("it calls something that is no function");
    }
    List<PickleValue> items = tuple.items();
    return switch (imported.global()) {
      case ORDERED_DICT -> orderedDict(items);
      case REBUILD_TENSOR -> tensor(items);
      case REBUILD_PARAMETER -> parameter(imported.global(), 3, items);
      case REBUILD_PARAMETER_WITH_STATE -> parameter(imported.global(), 4, items);
      case REBUILD_WITH_ATTRIBUTES -> withAttributes(items);
      case SIZE -> size(items);
      default -> throw new PickleException("it calls " + imported.global() + ", which is a type");
    };
  }

  /**
   * The attributes that an object is given after it was made; nothing here has any use for them.
   */
  static void setAttributes(PickleValue object, PickleValue attributes) throws PickleException {
    if (!(object instanceof Dict) || attributes instanceof Text) {
      throw new PickleException("it gives attributes to something that has none");
    }
  }

  /** A storage by what the pickle says of it: ("storage", type, key, device, count). */
  static PickleValue storage(PickleValue id) throws PickleException {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(0) instanceof Text kind
        && kind.value().equals("storage")
        && tuple.items().get(2) instanceof Text key
        && tuple.items().get(4) instanceof Whole count) {
      PickleValue type = tuple.items().get(1);
      if (type instanceof Foreign by && by.name().endsWith("Storage")) {
        return new Unmade(by, true);
      }
      if (!(type instanceof Imported known)) {
        throw new PickleException("a storage's type is no name");
      }
      Dtype dtype =
          known
              .global()
              .storageType()
              .orElseThrow(() -> new PickleException(known.global() + " is no type of a storage"));
      if (count.value() < 0) {
        throw new PickleException(
            "storage %s claims %d values".formatted(shown(key.value()), count.value()));
      }
      return new Storage(key.value(), dtype, count.value());
    }
    throw new PickleException("it refers to something outside of it that is no storage");
  }

  /** Empty, or as Python 2 wrote it, of one list of pairs. */
  private static PickleValue orderedDict(List<PickleValue> arguments) throws PickleException {
    Dict dict = new Dict();
    if (arguments.isEmpty()) {
      return dict;
    }
    if (arguments.size() == 1 && arguments.get(0) instanceof Items pairs) {
      for (PickleValue pair : pairs.items()) {
        List<PickleValue> both = pair instanceof Items list ? list.items() : List.of();
        both = pair instanceof Tuple tuple ? tuple.items() : both;
        if (both.size() != 2) {
          throw badCall(PickleGlobal.ORDERED_DICT);
        }
        dict.put(both.get(0), both.get(1));
      }
      return dict;
    }
    throw badCall(PickleGlobal.ORDERED_DICT);
  }

  /** Storage, offset, shape, strides, whether it needs gradients, hooks and perhaps metadata. */
  private static PickleValue tensor(List<PickleValue> arguments) throws PickleException {
    if ((arguments.size() != 6 && arguments.size() != 7)
        || !(arguments.get(1) instanceof Whole offset)) {
      throw badCall(PickleGlobal.REBUILD_TENSOR);
    }
    long[] shape = sizes(arguments.get(2));
    long[] strides = sizes(arguments.get(3));
    if (arguments.get(0) instanceof Unmade storage && storage.holdsTensor()) {
      return storage; // of a type that is not known
    }
    if (!(arguments.get(0) instanceof Storage storage)) {
      throw badCall(PickleGlobal.REBUILD_TENSOR);
    }
    if (arguments.size() == 7 && arguments.get(6) instanceof Dict bits && isOn(bits)) {
      return new Unmade(NEGATED, true);
    }
    return new Tensor(StridedView.of(storage, offset.value(), shape, strides));
  }

  /** Whether the values are to be negated or conjugated when they are read. */
  private static boolean isOn(Dict bits) {
    return bits.entries().get("neg") == Constant.TRUE
        || bits.entries().get("conj") == Constant.TRUE;
  }

  /** The tensor, whether it needs gradients, hooks and perhaps attributes. */
  private static PickleValue parameter(PickleGlobal global, int count, List<PickleValue> arguments)
      throws PickleException {
    if (arguments.size() == count
        && (arguments.get(0) instanceof Tensor || arguments.get(0) instanceof Unmade)
        && (arguments.get(1) == Constant.TRUE || arguments.get(1) == Constant.FALSE)) {
      return arguments.get(0);
    }
    throw badCall(global);
  }

  /** A function, the type that it gives, the function's arguments, and attributes. */
  private static PickleValue withAttributes(List<PickleValue> arguments) throws PickleException {
    if (arguments.size() != 4 || !(arguments.get(2) instanceof Tuple inner)) {
      throw badCall(PickleGlobal.REBUILD_WITH_ATTRIBUTES);
    }
    for (PickleValue part : arguments.subList(0, 2)) {
      if (part instanceof Foreign by) {
        return new Unmade(by, true);
      }
    }
    if (arguments.get(0) instanceof Imported function
        && function.global() != PickleGlobal.REBUILD_WITH_ATTRIBUTES
        && arguments.get(1) instanceof Imported type
        && (type.global() == PickleGlobal.PLAIN_TENSOR
            || type.global() == PickleGlobal.PLAIN_PARAMETER)) {
      return call(function, inner);
    }
    throw badCall(PickleGlobal.REBUILD_WITH_ATTRIBUTES);
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
