package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.augment.WholePicture;
import dev.vinyl.training.data.CachedPicture;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.ExampleSource;
import dev.vinyl.training.loop.ExampleWriter;
import dev.vinyl.training.loop.TensorSpec;
import dev.vinyl.training.loop.TensorSpec.ElementType;
import dev.vinyl.training.random.Purpose;
import dev.vinyl.training.random.RandomStream;
import dev.vinyl.training.random.RandomStreams;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Pictures on their way into batches: {@code image} [B, 3, H, W] float32, framed and augmented anew
 * in every epoch and normalised, and beside it whatever the stage's loss needs. Thread-safe if the
 * source is.
 */
abstract class PictureExamples implements ExampleSource {
  private final PictureSource source;
  private final int size;
  private final PreprocessSpec spec;
  private final Framing framing;
  private final List<Augmentation> augmentations;
  private final RandomStreams streams;

  /**
   * How pictures are seen.
   *
   * @param source pictures 0 .. size - 1; an example's index is that of its picture
   * @param framing which part is seen
   * @param augmentations changes to that part, in order
   */
  record View(
      PictureSource source,
      int size,
      PreprocessSpec spec,
      Framing framing,
      List<Augmentation> augmentations,
      RandomStreams streams) {

    /** As they are trained on. */
    static View forTraining(
        PictureSource source, int size, StageConfig config, RandomStreams streams) {
      return new View(
          source,
          size,
          config.preprocess(),
          config.augment().framing(),
          config.augment().augmentations(),
          streams);
    }

    /** Whole and unchanged. */
    static View forValidation(
        PictureSource source, int size, StageConfig config, RandomStreams streams) {
      return new View(source, size, config.preprocess(), new WholePicture(), List.of(), streams);
    }
  }

  PictureExamples(View view) {
    this.source = view.source();
    this.size = view.size();
    this.spec = view.spec();
    this.framing = view.framing();
    this.augmentations = List.copyOf(view.augmentations());
    this.streams = view.streams();
  }

  @Override
  public final int size() {
    return size;
  }

  /** The image, then the stage's own tensor. */
  @Override
  public final List<TensorSpec> tensors() {
    TensorSpec image =
        new TensorSpec("image", ElementType.FLOAT32, List.of(3, spec.height(), spec.width()));
    return List.of(image, target());
  }

  /** What the loss needs beside the image. */
  abstract TensorSpec target();

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
      seen.writeImage((FloatBuffer) buffers.get(0), position * imageElements);
      writeTarget(seen, example, epoch, buffers.get(1), position * targetElements);
    };
  }

  /** Fills an example with what is seen of a picture in an epoch. */
  final void see(int example, int epoch, TrainingExample target) throws IOException {
    CachedPicture picture = source.picture(example);
    RandomStream random = streams.stream(Purpose.AUGMENTATION, epoch, example);
    framing.place(picture.image(), picture.mask(), spec.interpolation(), target, random);
    for (Augmentation augmentation : augmentations) {
      augmentation.apply(target, random);
    }
  }

  /** Where the stage's own random choices come from. */
  final RandomStreams streams() {
    return streams;
  }
}
