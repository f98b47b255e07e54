package dev.vinyl.export.weights;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names in a pickle that weights are made by. They are names and no more: nothing is looked up
 * by them, and what a call of one gives is written out in {@link TorchCalls}. Every other name is a
 * {@link PickleValue.Foreign}, and what is made by it is never read.
 */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  REBUILD_PARAMETER_WITH_STATE("torch._utils", "_rebuild_parameter_with_state", null),
  REBUILD_WITH_ATTRIBUTES("torch._tensor", "_rebuild_from_type_v2", null),
  PLAIN_TENSOR("torch", "Tensor", null),
  PLAIN_PARAMETER("torch.nn.parameter", "Parameter", null),
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
  BOOL("torch", "BoolStorage", Dtype.BOOL),
  COMPLEX("torch", "ComplexFloatStorage", Dtype.C64);

  private final String module;
  private final String name;
  private final @Nullable Dtype storageType;

  PickleGlobal(String module, String name, @Nullable Dtype storageType) {
    this.module = module;
    this.name = name;
    this.storageType = storageType;
  }

  /** The one of this name, if it is one of these. */
  static Optional<PickleGlobal> named(String module, String name) {
    for (PickleGlobal global : values()) {
      if (global.module.equals(module) && global.name.equals(name)) {
        return Optional.of(global);
      }
    }
    return Optional.empty();
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
