package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.loop.ExamplePass;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A stage of training: data, model and settings brought together. {@link Training} runs it. Extend
 * it for a stage of your own: images, what the loss compares with ({@link Target}), and a {@link
 * TrainableModel}, whose graph holds the loss.
 *
 * <p>Immutable; what it gives out is used by several threads at once where that is said.
 */
public abstract class Stage {
  private final String name;
  private final StageConfig config;
  private final ConfigTree settings;

  /** A stage without keys of its own. */
  protected Stage(String name, StageConfig config) {
    this(name, config, config);
  }

  /**
   * A stage with keys of its own.
   *
   * @param name in run directories and messages
   * @param config what all stages share
   * @param settings the stage's record, which holds {@code config}; see {@link StageConfig#bind}
   */
  protected Stage(String name, StageConfig config, Record settings) {
    this.name = name;
    this.config = config;
    this.settings = StageConfig.toTree(settings);
  }

  /** Its name in recipes and run directories. */
  public final String name() {
    return name;
  }

  /** Those of its settings that all stages share. */
  public final StageConfig config() {
    return config;
  }

  /** All of its settings, as {@code run.yaml} records them. */
  public final ConfigTree settings() {
    return settings;
  }

  /**
   * What is trained and scored. Its graph takes {@code image} [B, 3, H, W] float32 and then the
   * {@link Target}; predictions have names that no input has. Its loss is what training minimizes.
   * Parameters whose names begin with {@link TrainableModel#ENCODER_PREFIX} become the run's
   * encoder, the others its head.
   */
  protected abstract TrainableModel model();

  /** The same as it is trained. */
  final TrainableModel trainedModel() {
    return config.stochasticDepth() > 0 ? new StochasticDepthModel(model()) : model();
  }

  /** How many images an epoch has. */
  protected abstract int size();

  /** Whether a setting has to be found in the images before they are trained on. */
  boolean asksImages() {
    return false;
  }

  /**
   * The same stage with such settings decided, so that the run's record says what was used. The
   * same images give the same settings.
   *
   * @param prepared the images as they are kept for all epochs
   * @throws IOException if an image cannot be read
   */
  Stage answered(ImageLoader prepared) throws IOException {
    return this;
  }

  /**
   * What the images are; may read all files.
   *
   * @throws IOException if one cannot be read
   */
  protected abstract DataDescription data() throws IOException;

  /** What is doubtful about the images, in one line for the log. */
  protected Optional<String> warning() {
    return Optional.empty();
  }

  /**
   * The images that are trained on, 0 .. {@link #size} - 1, decoded, of any size; called by several
   * threads at once.
   */
  protected abstract ImageLoader images();

  /** Whether they come with masks, so that decoded images without them are no use to it. */
  protected boolean hasMasks() {
    return false;
  }

  /** What the loss compares with. */
  protected abstract Target target();

  /** The images as examples, to be trained on. */
  ImageExamples examples(ImageExamples.View view) {
    return new TargetExamples(view, target());
  }

  /**
   * What scores the model between epochs; empty where there are no images to score it on.
   *
   * @throws IOException if the images cannot be found
   */
  protected Optional<Validation> validation(Context run) throws IOException {
    return Optional.empty();
  }

  /**
   * What a loss needs beside the image: the second input of the model, one tensor of a batch, such
   * as labels. Immutable; all workers use the same one at once.
   */
  public interface Target {

    /** The tensor, without the batch dimension, under the name of the model's input. */
    InputSpec tensor();

    /**
     * Writes the tensor of one example.
     *
     * @param example as it was augmented: values [3, H, W] in 0..1, and classes [H, W] if the image
     *     has a mask
     * @param index of the image
     * @param random a stream of its own for each image and epoch
     * @param buffer a {@link java.nio.FloatBuffer} or {@link java.nio.LongBuffer}, as the tensor
     *     says; other threads write other parts of it, so only absolute positions may be used
     * @param offset of the example's first element
     */
    void write(TrainingExample example, int index, RandomStream random, Buffer buffer, int offset);
  }

  /** What a validation may use of the run that it is in. Used by the thread that trains. */
  public static final class Context {
    private final StageConfig config;
    private final CacheTransform preparation;
    private final Path folder;
    private final RandomStreams streams;
    private final TrainingListener listener;

    Context(
        StageConfig config,
        CacheTransform preparation,
        Path folder,
        RandomStreams streams,
        TrainingListener listener) {
      this.config = config;
      this.preparation = preparation;
      this.folder = folder;
      this.streams = streams;
      this.listener = listener;
    }

    /** The run's folder for images that show what the model does. */
    public Path folder() {
      return folder;
    }

    /** Hears of such images, as in {@link TrainingListener#imageLogged}. */
    public TrainingListener listener() {
      return listener;
    }

    /**
     * Goes over images that are not trained on, whole and not augmented, in batches of {@code
     * microBatch}.
     *
     * @param images decoded, of any size
     * @param count of them
     * @param target what the loss compares with, by the index of these images
     * @param batches takes each batch; the buffers are used again for the next one
     * @throws IOException if an image cannot be read, or {@code batches} throws it
     */
    public void forEachBatch(ImageLoader images, int count, Target target, BatchConsumer batches)
        throws IOException {
      ExamplePass.over(examples(images, count, target), config.evaluationBatch(), batches::accept);
    }

    /** The same images as examples. */
    ImageExamples examples(ImageLoader images, int count, Target target) {
      return new TargetExamples(
          ImageExamples.View.forValidation(preparation.of(images), count, config, streams), target);
    }
  }

  /** Takes a batch of images. */
  @FunctionalInterface
  public interface BatchConsumer {

    /**
     * Takes a batch.
     *
     * @param first index of its first image
     * @param inputs {@code image} [B, 3, H, W] and the target [B, ...], for {@link
     *     Validation.Model#evaluate}
     */
    void accept(int first, List<TensorInput> inputs) throws IOException;
  }
}
