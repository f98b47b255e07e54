package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledImage;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Preprocessor;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.TrainingExample;
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
import java.nio.LongBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Pictures and their classes for a segmentation step: {@code image} [B, 3, H, W] float32 and {@code
 * labels} [B, H, W] int64. Each picture is resized, augmented anew in every epoch and normalised.
 *
 * <p>Resized pictures are kept on the heap if all of them fit the budget. Thread-safe; two threads
 * that need a picture for the first time at once both decode it, to the same result.
 */
final class SegmentationExamples implements ExampleSource {
  private final SegmentationDataset dataset;
  private final List<LabelledPicture> pictures;
  private final Preprocessor preprocessor;
  private final List<Augmentation> augmentations;
  private final RandomStreams streams;
  private final @Nullable AtomicReferenceArray<@Nullable Resized> cache;

  /** A picture and its classes at the model's size. */
  private record Resized(RgbImage image, ClassMask mask) {}

  /**
   * @param pictures of the data set that an epoch visits; the position in this list is an example's
   *     index
   * @param cacheBytes heap that resized pictures may take
   */
  SegmentationExamples(
      SegmentationDataset dataset,
      List<LabelledPicture> pictures,
      PreprocessSpec spec,
      List<Augmentation> augmentations,
      RandomStreams streams,
      long cacheBytes) {
    this.dataset = dataset;
    this.pictures = List.copyOf(pictures);
    this.preprocessor = new Preprocessor(spec);
    this.augmentations = List.copyOf(augmentations);
    this.streams = streams;
    long bytesPerPicture = 4L * spec.height() * spec.width(); // 3 of colour, 1 of class
    boolean fits = pictures.size() * bytesPerPicture <= cacheBytes;
    this.cache = fits ? new AtomicReferenceArray<>(pictures.size()) : null;
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public List<TensorSpec> tensors() {
    int height = preprocessor.spec().height();
    int width = preprocessor.spec().width();
    return List.of(
        new TensorSpec("image", ElementType.FLOAT32, List.of(3, height, width)),
        new TensorSpec("labels", ElementType.INT64, List.of(height, width)));
  }

  @Override
  public ExampleWriter newWriter() {
    TrainingExample scratch = new TrainingExample(preprocessor.spec());
    return (example, epoch, buffers, position) -> write(scratch, example, epoch, buffers, position);
  }

  private void write(
      TrainingExample scratch, int example, int epoch, List<Buffer> buffers, int position)
      throws IOException {
    Resized resized = resized(example);
    scratch.setImage(resized.image());
    scratch.setMask(resized.mask());
    RandomStream random = streams.stream(Purpose.AUGMENTATION, epoch, example);
    for (Augmentation augmentation : augmentations) {
      augmentation.apply(scratch, random);
    }
    int pixels = scratch.height() * scratch.width();
    scratch.writeImage((FloatBuffer) buffers.get(0), position * 3 * pixels);
    scratch.writeMask((LongBuffer) buffers.get(1), position * pixels);
  }

  private Resized resized(int example) throws IOException {
    Resized kept = cache == null ? null : cache.get(example);
    if (kept != null) {
      return kept;
    }
    LabelledImage loaded = dataset.load(pictures.get(example));
    PreprocessSpec spec = preprocessor.spec();
    Resized resized =
        new Resized(
            preprocessor.resize(loaded.image()),
            Resizing.resizeNearest(loaded.truth(), spec.width(), spec.height()));
    if (cache != null) {
      cache.set(example, resized);
    }
    return resized;
  }
}
