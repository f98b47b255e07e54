package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.scores.PixelScores;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /**
   * Height and width, in an image's pixels, of the parts that are prepared where large images are
   * scored in windows.
   *
   * @param wanted by {@link dev.vinyl.runtime.Tiling#window}
   * @return what is wanted, else that of the {@link #preparation()}, which leaves pixels as they
   *     are
   */
  default ImageSize windowSize(Optional<ImageSize> wanted) {
    PreprocessSpec input = preparation().spec();
    return wanted.orElse(new ImageSize(input.width(), input.height()));
  }

  /**
   * Edge of a patch of the prepared image, in pixels, as {@link
   * dev.vinyl.runtime.model.ModelMetadata#patchSize}: windows of large images are laid so that they
   * do not end where patches meet. 1 where there are none.
   */
  default int patchSize() {
    return 1;
  }

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
    List<Answer> predict(int images, ByteBuffer input);
  }

  /** What a model says of each pixel of one image. Immutable. */
  final class Answer {
    private final PixelScores scores;

    Answer(PixelScores scores) {
      this.scores = scores;
    }

    /**
     * Of a model that gives logits.
     *
     * @param classes how many, 1..255
     * @param height of the model's output, in pixels, at least 1
     * @param width of the model's output, in pixels, at least 1
     * @param logits {@code classes * height * width} finite values, [C, H, W]; shared, not copied
     * @throws IllegalArgumentException if there are not so many, or one is not finite
     */
    public static Answer ofLogits(int classes, int height, int width, float[] logits) {
      return new Answer(PixelScores.ofLogits(classes, height, width, logits));
    }

    /**
     * Of a model that gives a class for each pixel and nothing more.
     *
     * @param classes how many, 1..255
     * @throws IllegalStateException if the mask holds an index that is none of them
     */
    public static Answer ofMask(int classes, ClassMask mask) {
      return new Answer(PixelScores.ofMask(classes, mask));
    }

    PixelScores scores() {
      return scores;
    }
  }

  /**
   * How an image becomes a model's input. Models with equal preparations share it.
   *
   * @param spec size, fit, interpolation, order of channels and formula
   * @param layout how the image lies in memory
   */
  public record Input(PreprocessSpec spec, TensorLayout layout) {
    int bytes() {
      return 3 * Float.BYTES * spec.width() * spec.height();
    }
  }
}
