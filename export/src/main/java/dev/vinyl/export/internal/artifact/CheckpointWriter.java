package dev.vinyl.export.internal.artifact;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vinyl.export.internal.artifact.CheckpointFormat.Checkpoint;
import dev.vinyl.export.internal.artifact.CheckpointFormat.ModuleState;
import dev.vinyl.export.internal.artifact.CheckpointFormat.Tensor;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.nio.ByteBuffer;

/**
 * Puts parameters into a checkpoint without optimizer state. Flatbuffers are built back to front.
 */
final class CheckpointWriter {
  /** ONNX Runtime moves larger models' values to a second file. */
  private static final long MOST_BYTES = 1_800_000_000;

  private static final int OVERHEAD_PER_TENSOR = 512;

  private final FlatBufferBuilder builder;

  private CheckpointWriter(int expectedBytes) {
    this.builder = new FlatBufferBuilder(expectedBytes);
  }

  /** The finished file's bytes, from the buffer's position to its limit. */
  static ByteBuffer write(ParameterSet trainable, ParameterSet frozen) {
    long bytes =
        (trainable.valueCount() + frozen.valueCount()) * Float.BYTES
            + (trainable.size() + frozen.size() + 1L) * OVERHEAD_PER_TENSOR;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "parameters of %d bytes do not fit one checkpoint file, which holds %d at most"
              .formatted(bytes, MOST_BYTES));
    }
    return new CheckpointWriter((int) bytes).checkpoint(trainable, frozen);
  }

  private ByteBuffer checkpoint(ParameterSet trainable, ParameterSet frozen) {
    int trainableVector = tensors(trainable);
    int frozenVector = tensors(frozen);

    builder.startTable(ModuleState.FIELDS);
    builder.addOffset(ModuleState.TRAINABLE, trainableVector, 0);
    builder.addOffset(ModuleState.FROZEN, frozenVector, 0);
    int moduleState = builder.endTable();

    builder.startTable(Checkpoint.FIELDS);
    builder.addInt(Checkpoint.VERSION, CheckpointFormat.VERSION, 0);
    builder.addOffset(Checkpoint.MODULE_STATE, moduleState, 0);
    builder.finish(builder.endTable(), CheckpointFormat.IDENTIFIER);
    return builder.dataBuffer();
  }

  /** Also an empty set becomes a vector: ONNX Runtime refuses a file without one. */
  private int tensors(ParameterSet parameters) {
    int[] tensors = new int[parameters.size()];
    int next = 0;
    for (Parameter parameter : parameters) {
      tensors[next++] = tensor(parameter);
    }
    return builder.createVectorOfTables(tensors);
  }

  private int tensor(Parameter parameter) {
    int values = values(parameter.values());
    int dims = dims(parameter.shape());
    int name = builder.createString(parameter.name());
    int docString = builder.createString("");
    builder.startTable(Tensor.FIELDS);
    builder.addOffset(Tensor.NAME, name, 0);
    builder.addOffset(Tensor.DOC_STRING, docString, 0);
    builder.addOffset(Tensor.DIMS, dims, 0);
    builder.addInt(Tensor.DATA_TYPE, CheckpointFormat.FLOAT, 0);
    builder.addOffset(Tensor.RAW_DATA, values, 0);
    return builder.endTable();
  }

  private int values(float[] values) {
    ByteBuffer bytes =
        builder.createUnintializedVector(
            Byte.BYTES, Math.multiplyExact(values.length, Float.BYTES), Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return builder.endVector();
  }

  private int dims(long[] shape) {
    builder.startVector(Long.BYTES, shape.length, Long.BYTES);
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      builder.addLong(shape[axis]);
    }
    return builder.endVector();
  }
}
