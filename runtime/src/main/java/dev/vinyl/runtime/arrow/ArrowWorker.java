package dev.vinyl.runtime.arrow;

import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** One core's share: prepares images into an Arrow buffer of its own and runs the model. */
final class ArrowWorker implements AutoCloseable {
  private final BatchModel model;
  private final ImagePreparer preparer;
  private final int batch;
  private final ArrowBuf input;

  ArrowWorker(BatchModel model, DecodeLimits limits, BufferAllocator allocator, int batch) {
    this.model = model;
    this.batch = batch;
    this.preparer =
        new ImagePreparer(model.metadata().preprocess(), model.description().inputLayout(), limits);
    this.input = allocator.buffer(Math.multiplyExact(batch, model.input().bytes()));
    this.input.setZero(0, input.capacity());
  }

  /** Fills the rows from one image to another; an image that cannot be read leaves its empty. */
  void run(ArrowOutputs outputs, int from, int to) {
    TensorSpec image = model.input();
    ByteBuffer bytes = input.nioBuffer(0, batch * image.bytes());
    FloatBuffer values = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    boolean any = false;
    for (int row = from; row < to; row++) {
      try {
        int offset = (row - from) * image.values();
        outputs.read(row, preparer.prepare(outputs.images().get(row), values, offset));
        any = true;
      } catch (ImageException e) {
        outputs.failed(row, e);
      }
    }
    if (any) {
      int rows = model.fixedBatch().orElse(to - from);
      model.run(to - from, bytes, outputs.outputs(from, rows));
    }
  }

  @Override
  public void close() {
    preparer.close();
    input.close();
  }
}
