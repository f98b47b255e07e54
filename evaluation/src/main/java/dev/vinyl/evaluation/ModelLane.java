package dev.vinyl.evaluation;

import dev.vinyl.runtime.BatchSegmenter;
import dev.vinyl.runtime.PixelScores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One thread's access to a model, with memory for its answers. */
record ModelLane(BatchSegmenter model, int inputPictures, ByteBuffer output)
    implements MaskPredictor.Lane {
  ModelLane(BatchSegmenter model, int pictures) {
    this(model, pictures, direct(Math.multiplyExact(pictures, model.outputBytes())));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public List<PixelScores> predict(int pictures, ByteBuffer input) {
    return model.run(pictures, input, output);
  }
}
