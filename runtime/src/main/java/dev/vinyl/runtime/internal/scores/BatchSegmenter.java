package dev.vinyl.runtime.internal.scores;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A semantic segmentation model, for programs that prepare the images themselves, such as once for
 * several models. {@link Segmenter} is for all others.
 *
 * <p>Thread-safe, as long as each thread has buffers of its own.
 */
public final class BatchSegmenter implements AutoCloseable {
  private final BatchModel model;
  private final PixelOutput output;

  private BatchSegmenter(BatchModel model, PixelOutput output) {
    this.model = model;
    this.output = output;
  }

  /**
   * Opens a model that {@link Segmenter#open(Path)} would open. The caller closes it.
   *
   * @throws ModelException as {@link Segmenter#open(Path)}
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here
   */
  public static BatchSegmenter open(Path file, SessionSettings settings) throws ModelException {
    return open(file, settings, Optional.empty());
  }

  /**
   * As {@link #open(Path, SessionSettings)}, for parts of images.
   *
   * @param window height and width of the parts, as in {@link BatchModel#open(ModelSource,
   *     SessionSettings, Optional)}
   */
  public static BatchSegmenter open(Path file, SessionSettings settings, Optional<ImageSize> window)
      throws ModelException {
    BatchModel model = BatchModel.open(ModelSource.of(file), settings, window);
    try {
      return new BatchSegmenter(model, PixelOutput.of(model));
    } catch (ModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** What errors call the model: the path it was opened by. */
  public String name() {
    return model.name();
  }

  /** What the model says about itself: classes, preparation, where it comes from. */
  public ModelMetadata metadata() {
    return model.metadata();
  }

  /** How a prepared image lies in memory. */
  public TensorLayout inputLayout() {
    return model.description().inputLayout();
  }

  /** Bytes of one prepared image, float32. */
  public int inputBytes() {
    return model.input().bytes();
  }

  /** Bytes of the outputs for one image. */
  public int outputBytes() {
    return output.bytes();
  }

  /** As {@link BatchModel#windowSize}. */
  public ImageSize windowSize(Optional<ImageSize> wanted) {
    return model.windowSize(wanted);
  }

  /** The number of images that every run takes, where the file fixes it. */
  public OptionalInt fixedBatch() {
    return model.fixedBatch();
  }

  /**
   * Runs the model. Where the file fixes the batch, both buffers must hold that many images.
   *
   * @param images how many, at least 1 and no more than {@link #fixedBatch()}
   * @param input direct; the prepared images, in native byte order
   * @param target direct; room for {@link #outputBytes()} an image, free again when this returns
   * @return the answer for each image, in their order
   * @throws IllegalArgumentException if a buffer is not direct or too small
   * @throws IllegalStateException after {@link #close()}, if ONNX Runtime fails, or if the model
   *     answers with a class that has no name or with what is no number, see {@link BatchModel#run}
   */
  public List<PixelScores> run(int images, ByteBuffer input, ByteBuffer target) {
    int held = fixedBatch().orElse(images);
    if (target.remaining() < (long) held * outputBytes()) {
      throw new IllegalArgumentException(
          "the buffer for %d answers must hold %d bytes each, got %d bytes"
              .formatted(held, outputBytes(), target.remaining()));
    }
    Map<String, ByteBuffer> outputs = output.divide(target, held);
    model.run(images, input, outputs);
    List<PixelScores> scores = new ArrayList<>(images);
    for (int i = 0; i < images; i++) {
      scores.add(output.read(outputs, i));
    }
    return scores;
  }

  /** Waits for runs under way, then frees the model. May be called again. */
  @Override
  public void close() {
    model.close();
  }
}
