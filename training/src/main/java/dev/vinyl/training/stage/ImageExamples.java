package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.StochasticDepth;
import dev.vinyl.training.internal.augment.WholeImage;
import dev.vinyl.training.internal.loop.ExampleSource;
import dev.vinyl.training.internal.loop.ExampleWriter;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images on their way into batches: {@code image} [B, 3, H, W] float32, framed and augmented anew
 * in every epoch and normalised, and after it whatever the stage's loss needs. Where residual
 * branches are left out, their scales [B, branches] come before it. Thread-safe if the source is.
 */
abstract class ImageExamples implements ExampleSource {
  private final ImageLoader source;
  private final int size;
  private final PreprocessSpec spec;
  private final Framing framing;
  private final List<Augmentation> augmentations;
  private final @Nullable StochasticDepth depth;
  private final RandomStreams streams;

  /**
   * How images are seen.
   *
   * @param source images 0 .. size - 1; an example's index is that of its image
   * @param framing which part is seen
   * @param augmentations changes to that part, in order
   * @param depth which residual branches are left out; null for none
   */
  record View(
      ImageLoader source,
      int size,
      PreprocessSpec spec,
      Framing framing,
      List<Augmentation> augmentations,
      @Nullable StochasticDepth depth,
      RandomStreams streams) {

    /**
     * As they are trained on.
     *
     * @param own augmentations after those of the settings
     */
    static View forTraining(
        ImageLoader source,
        int size,
        StageConfig config,
        Framing framing,
        List<Augmentation> own,
        RandomStreams streams) {
      return new View(
          source,
          size,
          config.preprocess(),
          framing,
          Stream.concat(config.augment().augmentations().stream(), own.stream()).toList(),
          config.stochasticDepth() > 0
              ? new StochasticDepth(config.model().depth(), config.stochasticDepth())
              : null,
          streams);
    }

    /** Whole and unchanged. */
    static View forValidation(
        ImageLoader source, int size, StageConfig config, RandomStreams streams) {
      return new View(
          source, size, config.preprocess(), new WholeImage(), List.of(), null, streams);
    }
  }

  ImageExamples(View view) {
    this.source = view.source();
    this.size = view.size();
    this.spec = view.spec();
    this.framing = view.framing();
    this.augmentations = List.copyOf(view.augmentations());
    this.depth = view.depth();
    this.streams = view.streams();
  }

  @Override
  public final int size() {
    return size;
  }

  /** The scales of branches if there are any, the image, the stage's own tensor. */
  @Override
  public final List<InputSpec> tensors() {
    List<InputSpec> tensors = new ArrayList<>();
    if (depth != null) {
      tensors.add(
          new InputSpec(
              StochasticDepthModel.BRANCH_SCALES, Kind.FLOAT32, List.of(depth.branches())));
    }
    tensors.add(new InputSpec("image", Kind.FLOAT32, List.of(3, spec.height(), spec.width())));
    tensors.add(target());
    return tensors;
  }

  /** What the loss needs beside the image. */
  abstract InputSpec target();

  /**
   * Writes it.
   *
   * @param seen the example after augmentation
   * @param target the buffer of {@link #target()}
   * @param offset of the example's first element
   */
  abstract void writeTarget(
      TrainingExample seen, int example, int epoch, Buffer target, int offset);

  /** A chance to change the example after augmentation, given another one's room. */
  void finish(TrainingExample seen, TrainingExample room, int example, int epoch)
      throws IOException {}

  @Override
  public final ExampleWriter newWriter() {
    TrainingExample seen = new TrainingExample(spec);
    TrainingExample room = new TrainingExample(spec);
    int imageElements = 3 * spec.height() * spec.width();
    int targetElements = target().elements();
    return (example, epoch, buffers, position) -> {
      see(example, epoch, seen);
      finish(seen, room, example, epoch);
      int input = 0;
      if (depth != null) {
        RandomStream random = streams.stream(Purpose.DEPTH, epoch, example);
        depth.write(random, (FloatBuffer) buffers.get(input++), position * depth.branches());
      }
      seen.writeImage((FloatBuffer) buffers.get(input), position * imageElements);
      writeTarget(seen, example, epoch, buffers.get(input + 1), position * targetElements);
    };
  }

  /** Fills an example with what is seen of an image in an epoch. */
  final void see(int example, int epoch, TrainingExample target) throws IOException {
    ImageLoader.Decoded image = source.image(example);
    RandomStream random = streams.stream(Purpose.AUGMENTATION, epoch, example);
    framing.place(image.image(), image.mask(), spec.interpolation(), target, random);
    for (Augmentation augmentation : augmentations) {
      augmentation.apply(target, random);
    }
  }

  /** Where the stage's own random choices come from. */
  final RandomStreams streams() {
    return streams;
  }
}
