package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one batch, used for one batch after the other. All but {@link #buffers()} is guarded by
 * the loader's lock.
 */
final class BatchSlot {
  private final List<InputSpec> tensors;
  private final List<Buffer> buffers;
  private int epoch;
  private int number;
  private int[] examples = {};
  private int unfinished;
  private int failedPosition;
  private @Nullable Throwable failure;

  BatchSlot(List<InputSpec> tensors, int batchSize) {
    this.tensors = tensors;
    this.buffers = tensors.stream().map(tensor -> allocate(tensor, batchSize)).toList();
  }

  List<Buffer> buffers() {
    return buffers;
  }

  int epoch() {
    return epoch;
  }

  int size() {
    return examples.length;
  }

  int example(int position) {
    return examples[position];
  }

  /** Starts a new batch; what was in the slot is gone. */
  void begin(int itsEpoch, int itsNumber, int[] itsExamples) {
    epoch = itsEpoch;
    number = itsNumber;
    examples = itsExamples;
    unfinished = itsExamples.length;
    failure = null;
    failedPosition = Integer.MAX_VALUE;
  }

  boolean isComplete() {
    return unfinished == 0;
  }

  /** Of several failures the one that is first in the batch is kept: no thread's timing shows. */
  void finish(int position, @Nullable Throwable itsFailure) {
    unfinished--;
    if (itsFailure != null && position < failedPosition) {
      failure = itsFailure;
      failedPosition = position;
    }
  }

  /** The finished batch, or what went wrong in it. */
  Batch result() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    List<TensorInput> inputs = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      InputSpec tensor = tensors.get(i);
      inputs.add(new TensorInput(tensor.name(), batchShape(tensor, size()), buffers.get(i)));
    }
    return new Batch(epoch, number, Arrays.stream(examples).boxed().toList(), inputs);
  }

  /** The shape of a batch of this many examples, [B, ...]. */
  private static long[] batchShape(InputSpec tensor, int examples) {
    return LongStream.concat(
            LongStream.of(examples), tensor.shape().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  /** A direct buffer in native byte order with room for this many examples. */
  private static Buffer allocate(InputSpec tensor, int examples) {
    int elements = Math.multiplyExact(tensor.elements(), examples);
    return switch (tensor.type()) {
      case FLOAT32 -> direct(elements, Float.BYTES).asFloatBuffer();
      case INT64 -> direct(elements, Long.BYTES).asLongBuffer();
    };
  }

  private static ByteBuffer direct(int elements, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, bytes))
        .order(ByteOrder.nativeOrder());
  }
}
