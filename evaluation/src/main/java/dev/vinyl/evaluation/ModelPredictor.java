package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened model as a predictor. The caller still closes it. */
record ModelPredictor(BatchSegmenter model) implements MaskPredictor {
  @Override
  public String name() {
    return model.name();
  }

  @Override
  public List<String> classNames() {
    return model.metadata().classNames();
  }

  @Override
  public Map<String, String> provenance() {
    return model.metadata().provenance();
  }

  @Override
  public Input preparation() {
    return new Input(model.metadata().preprocess(), model.inputLayout());
  }

  @Override
  public ImageSize windowSize(Optional<ImageSize> wanted) {
    return model.windowSize(wanted);
  }

  @Override
  public int patchSize() {
    return model.metadata().patchSize();
  }

  @Override
  public int mostImages() {
    return model.fixedBatch().orElse(Integer.MAX_VALUE);
  }

  @Override
  public Worker worker(int images) {
    int most = model.fixedBatch().orElse(images);
    ByteBuffer output =
        ByteBuffer.allocateDirect(Math.multiplyExact(most, model.outputBytes()))
            .order(ByteOrder.nativeOrder());
    return new Worker() {
      @Override
      public int inputImages() {
        return most;
      }

      @Override
      public List<Answer> predict(int count, ByteBuffer input) {
        return model.run(count, input, output).stream().map(Answer::new).toList();
      }
    };
  }
}
