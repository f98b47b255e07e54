package dev.vinyl.evaluation;

import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exported model that is open, for any number of evaluators at once. It keeps a session of ONNX
 * Runtime, which {@link #close} frees.
 */
public final class OpenedModel implements MaskPredictor, AutoCloseable {
  private final BatchSegmenter model;
  private final String name;

  private OpenedModel(BatchSegmenter model, String name) {
    this.model = model;
    this.name = name;
  }

  /**
   * Opens a model.
   *
   * @param running on which device, and the windows that it will be given
   * @throws IOException if it cannot be read or is no model that segments, in one line
   */
  public static OpenedModel open(Path file, SegmenterOptions running) throws IOException {
    BatchSegmenter model =
        BatchSegmenter.open(file, running.perWorker(), running.tiling().flatMap(Tiling::window));
    return new OpenedModel(model, model.name());
  }

  /** The same model under another name; closing either closes both. */
  public OpenedModel named(String other) {
    return new OpenedModel(model, other);
  }

  @Override
  public String name() {
    return name;
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

  @Override
  public void close() {
    model.close();
  }
}
