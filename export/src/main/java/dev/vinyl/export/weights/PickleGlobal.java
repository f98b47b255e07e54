package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names that a pickle of weights may ask for; every other is refused. They are names and no
 * more: nothing is looked up by them, and what a call of one gives is written out in {@link
 * TorchCalls}.
 */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  SIZE("torch", "Size", null),
  FLOAT("torch", "FloatStorage", Dtype.F32),
  HALF("torch", "HalfStorage", Dtype.F16),
  BFLOAT16("torch", "BFloat16Storage", Dtype.BF16),
  DOUBLE("torch", "DoubleStorage", Dtype.F64),
  LONG("torch", "LongStorage", Dtype.I64),
  INT("torch", "IntStorage", Dtype.I32),
  SHORT("torch", "ShortStorage", Dtype.I16),
  CHAR("torch", "CharStorage", Dtype.I8),
  BYTE("torch", "ByteStorage", Dtype.U8),
  BOOL("torch", "BoolStorage", Dtype.BOOL);

  private final String module;
  private final String name;
  private final @Nullable Dtype storageType;

  PickleGlobal(String module, String name, @Nullable Dtype storageType) {
    this.module = module;
    this.name = name;
    this.storageType = storageType;
  }

  static PickleGlobal named(String module, String name) throws PickleException {
    for (PickleGlobal global : values()) {
      if (global.module.equals(module) && global.name.equals(name)) {
        return global;
      }
    }
    throw new PickleException(
        "it asks for %s, which weights do not need; nothing of it was run; save tensors alone, as in"
                .formatted(shown(module + "." + name))
            + " torch.save(model.state_dict(), file)");
  }

  /** The type of a storage's values, if this is a storage. */
  Optional<Dtype> storageType() {
    return Optional.ofNullable(storageType);
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
