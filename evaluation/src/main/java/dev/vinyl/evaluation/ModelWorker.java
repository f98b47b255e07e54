package dev.vinyl.evaluation;

import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One thread's access to a model, with memory for its answers. */
record ModelWorker(BatchSegmenter model, int inputImages, ByteBuffer output)
    implements MaskPredictor.Worker {
  ModelWorker(BatchSegmenter model, int images) {
    this(model, images, direct(Math.multiplyExact(images, model.outputBytes())));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public List<PixelScores> predict(int images, ByteBuffer input) {
    return model.run(images, input, output);
  }
}
