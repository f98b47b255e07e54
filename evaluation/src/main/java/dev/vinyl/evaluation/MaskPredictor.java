package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.scores.BatchSegmenter;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Something that tells the class of every pixel of a prepared image. Thread-safe: each thread has a
 * {@link Worker} of its own.
 */
public interface MaskPredictor {
  /** What results and errors call it, such as the model's path. */
  String name();

  /** The classes in the order of their indices. */
  List<String> classNames();

  /**
   * Where the model comes from, as {@link dev.vinyl.runtime.model.ModelMetadata#provenance}; empty
   * where that is not known.
   */
  default Map<String, String> provenance() {
    return Map.of();
  }

  /** What an image has to become first; predictors that want the same share the work. */
  Input preparation();

  /** The most images of a run, where the model fixes how many it takes; else the largest int. */
  int mostImages();

  /** For one thread that runs up to so many images at once. */
  Worker worker(int images);

  /** One thread's access to the model. */
  interface Worker {
    /** How many prepared images the input must have room for. */
    int inputImages();

    /**
     * Predicts a batch.
     *
     * @param images how many, at least 1
     * @param input direct; the prepared images in native byte order, with room for {@link
     *     #inputImages()}
     * @return an answer for each image, in their order, all of one size
     */
    List<PixelScores> predict(int images, ByteBuffer input);
  }

  /** An opened model. The caller still closes it. */
  static MaskPredictor of(BatchSegmenter model) {
    return new MaskPredictor() {
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
          public List<PixelScores> predict(int count, ByteBuffer input) {
            return model.run(count, input, output);
          }
        };
      }
    };
  }

  /**
   * How an image becomes a model's input. Models with equal preparations share it.
   *
   * @param spec size, interpolation, order of channels and formula
   * @param layout how the image lies in memory
   */
  public record Input(PreprocessSpec spec, TensorLayout layout) {
    int bytes() {
      return 3 * Float.BYTES * spec.width() * spec.height();
    }
  }
}
