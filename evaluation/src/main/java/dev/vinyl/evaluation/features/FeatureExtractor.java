package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.arrow.ArrowBatch;
import dev.vinyl.data.internal.arrow.ResumableArrowFile;
import dev.vinyl.evaluation.report.SkippedImage;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Writes the patch tokens of images to a file, which {@link FeatureStore} reads: those of any model
 * with an output {@code tokens}, so of an encoder or of a segmenter that gives them too, and those
 * of other people's models that a {@link dev.vinyl.runtime.model.ModelDescription} is of. Every
 * core decodes and runs images of its own; memory does not grow with their number.
 *
 * <p>An image is one input, prepared as the model's {@link dev.vinyl.runtime.image.Fit} says; of
 * one that was trained on windows that is the middle of the image. Patches of padding have tokens,
 * but no label.
 *
 * <p>An extraction that ended half-way has left {@code NAME.partial}, and the same one started
 * again goes on from there. An image that cannot be read is skipped and listed; it is tried again
 * then.
 *
 * @param layers whether the tokens after each block are wanted too
 * @param float16 whether to store tokens in 16 bits, rounded to nearest; half the size, and values
 *     beyond 65504 are refused
 * @param imageSize of the input, where a model takes any; empty for what the model says
 * @param running cores or device, and the most images of a run; the queue's settings mean nothing
 *     here
 */
public record FeatureExtractor(
    boolean layers, boolean float16, Optional<ImageSize> imageSize, SegmenterOptions running) {
  private static final int BATCH_BYTES = 8 << 20;
  private static final float MOST_FLOAT16 = 65504;

  /**
   * What was written.
   *
   * @param store the finished file, opened
   * @param skipped images that could not be read
   */
  public record Result(FeatureStore store, List<SkippedImage> skipped) {

    /** Takes a copy. */
    public Result {
      skipped = List.copyOf(skipped);
    }
  }

  /** The tokens after the final LayerNorm in 32 bits, on all cores. */
  public static FeatureExtractor standard() {
    return new FeatureExtractor(false, false, Optional.empty(), SegmenterOptions.defaults());
  }

  /** This extractor, with or without the tokens after each block. */
  public FeatureExtractor withLayers(boolean wanted) {
    return new FeatureExtractor(wanted, float16, imageSize, running);
  }

  /** This extractor, storing in 16 bits or in 32. */
  public FeatureExtractor withFloat16(boolean wanted) {
    return new FeatureExtractor(layers, wanted, imageSize, running);
  }

  /** This extractor on other cores, or on another device. */
  public FeatureExtractor withRunning(SegmenterOptions other) {
    return new FeatureExtractor(layers, float16, imageSize, other);
  }

  /** This extractor for inputs of this size, from models that take any. */
  public FeatureExtractor withImageSize(Optional<ImageSize> wanted) {
    return new FeatureExtractor(layers, float16, wanted, running);
  }

  /**
   * What the file of a model's features will say of itself.
   *
   * @param model the ONNX file
   * @throws FeatureException if the model gives no tokens for each patch, or not for this size
   * @throws IOException if the model cannot be opened
   */
  public FeatureInfo inspect(Path model, FeatureImages images) throws IOException {
    try (TokenModel opened = TokenModel.open(model, this)) {
      return opened.info(images);
    }
  }

  /**
   * Extracts all images.
   *
   * @param model the ONNX file
   * @param out the file to write, replaced if it is there
   * @throws FeatureException if the model gives no tokens for each patch, or no image can be read
   * @throws IOException if the model cannot be opened, the file not written, or the thread is
   *     interrupted
   */
  public Result extract(Path model, FeatureImages images, Path out, Listener listener)
      throws IOException {
    try (TokenModel opened = TokenModel.open(model, this)) {
      FeatureInfo info = opened.info(images);
      try (ResumableArrowFile file = ResumableArrowFile.open(out, info.schema())) {
        Run run = new Run(info, images, file, listener);
        try (FeaturePass pass = opened.pass(images, run.missing())) {
          while (pass.hasNext()) {
            run.take(pass.next());
          }
        }
        List<SkippedImage> skipped = run.finish();
        file.finish();
        return new Result(FeatureStore.open(out), skipped);
      }
    }
  }

  /** One run over the images that the file does not have yet. */
  private static final class Run {
    private final FeatureInfo info;
    private final FeatureImages images;
    private final ResumableArrowFile file;
    private final Listener listener;
    private final List<ImageFeatures> batch = new ArrayList<>();
    private final List<SkippedImage> skipped = new ArrayList<>();
    private final int batchSize;
    private int done; // skipped ones too
    private int found;

    Run(FeatureInfo info, FeatureImages images, ResumableArrowFile file, Listener listener) {
      this.info = info;
      this.images = images;
      this.file = file;
      this.listener = listener;
      long bytes = (long) Float.BYTES * info.patches() * info.dimension() * info.layers().size();
      this.batchSize = (int) Math.max(1, BATCH_BYTES / bytes);
    }

    /** The indices of the images that are not in the file yet. */
    List<Integer> missing() throws IOException {
      Set<String> there = new HashSet<>();
      try {
        for (ArrowBatch written : file.batches()) {
          MappedFeatures features = new MappedFeatures(info, written);
          IntStream.range(0, features.images()).forEach(i -> there.add(features.id(i)));
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new FeatureException(
            "what an earlier run wrote is damaged; delete the file that ends in .partial", e);
      }
      List<Integer> missing =
          IntStream.range(0, images.ids().size())
              .filter(i -> !there.contains(images.ids().get(i)))
              .boxed()
              .toList();
      done = images.ids().size() - missing.size();
      found = done;
      return missing;
    }

    void take(FeaturePass.Answer answer) throws IOException {
      for (ImageFeatures image : answer.found()) {
        requireStorable(image);
        batch.add(image);
        if (batch.size() == batchSize) {
          write();
        }
      }
      skipped.addAll(answer.skipped());
      found += answer.found().size();
      done += answer.found().size() + answer.skipped().size();
      listener.done(done, images.ids().size());
    }

    /** Writes what is held; gives the images that could not be read. */
    List<SkippedImage> finish() throws IOException {
      if (found == 0) {
        throw new FeatureException(
            "data set %s: none of %d images could be read%s"
                .formatted(
                    images.name(),
                    images.ids().size(),
                    skipped.isEmpty() ? "" : ", the first because of " + skipped.get(0).reason()));
      }
      write();
      return skipped;
    }

    /** Of finite values, as a model's are, 16 bits hold not all. */
    private void requireStorable(ImageFeatures image) throws FeatureException {
      if (!info.float16()) {
        return;
      }
      for (float[] tokens : image.tokens()) {
        for (float value : tokens) {
          if (Math.abs(value) > MOST_FLOAT16) {
            throw new FeatureException(
                "%s: the model gives %s for the image %s, which cannot be stored in 16 bits; store it in 32"
                    .formatted(info.model(), value, image.id()));
          }
        }
      }
    }

    private void write() throws IOException {
      if (!batch.isEmpty()) {
        file.write(FeatureBatch.of(info, batch));
        batch.clear();
      }
    }
  }

  /** Hears how far an extraction is, from the thread that runs it. */
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (done, total) -> {};

    /**
     * So many images are done, those that were skipped and those of an earlier run included.
     *
     * @param total how many there are
     */
    void done(int done, int total);
  }
}
