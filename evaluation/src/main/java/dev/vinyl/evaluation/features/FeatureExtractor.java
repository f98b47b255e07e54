package dev.vinyl.evaluation.features;

import dev.vinyl.evaluation.SkippedPicture;
import dev.vinyl.evaluation.arrow.ArrowBatch;
import dev.vinyl.evaluation.arrow.ResumableArrowFile;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.io.Sha256;
import dev.vinyl.runtime.model.BatchModel;
import dev.vinyl.runtime.model.ElementType;
import dev.vinyl.runtime.model.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

/**
 * Writes the patch tokens of pictures to a file, which {@link FeatureStore} reads: those of any
 * model with an output {@code tokens}, so of an encoder or of a segmenter that gives them too.
 * Every core decodes and runs pictures of its own; memory does not grow with their number.
 *
 * <p>An extraction that ended half-way has left {@code NAME.partial}, and the same one started
 * again goes on from there. A picture that cannot be read is skipped and listed; it is tried again
 * then.
 *
 * @param layers whether the tokens after each block are wanted too
 * @param float16 whether to store tokens in 16 bits, rounded to nearest; half the size, and values
 *     beyond 65504 are refused
 * @param running cores or device, and the most pictures of a run; the queue's settings mean nothing
 *     here
 */
public record FeatureExtractor(boolean layers, boolean float16, SegmenterOptions running) {
  private static final int BATCH_BYTES = 8 << 20;
  private static final float MOST_FLOAT16 = 65504;

  /**
   * What was written.
   *
   * @param store the finished file, opened
   * @param skipped pictures that could not be read
   */
  public record Result(FeatureStore store, List<SkippedPicture> skipped) {

    /** Takes a copy. */
    public Result {
      skipped = List.copyOf(skipped);
    }
  }

  /** The tokens after the final LayerNorm in 32 bits, on all cores. */
  public static FeatureExtractor standard() {
    return new FeatureExtractor(false, false, SegmenterOptions.defaults());
  }

  /** This extractor, with or without the tokens after each block. */
  public FeatureExtractor withLayers(boolean wanted) {
    return new FeatureExtractor(wanted, float16, running);
  }

  /** This extractor, storing in 16 bits or in 32. */
  public FeatureExtractor withFloat16(boolean wanted) {
    return new FeatureExtractor(layers, wanted, running);
  }

  /** This extractor on other cores, or on another device. */
  public FeatureExtractor withRunning(SegmenterOptions other) {
    return new FeatureExtractor(layers, float16, other);
  }

  /**
   * What the file of a model's features will say of itself.
   *
   * @param model the ONNX file
   * @throws FeatureException if the model gives no tokens for each patch
   * @throws IOException if the model cannot be opened
   */
  public FeatureInfo inspect(Path model, FeaturePictures pictures) throws IOException {
    try (BatchModel opened = BatchModel.open(model, running.perLane())) {
      return info(model, opened, pictures);
    }
  }

  /**
   * Extracts all pictures.
   *
   * @param model the ONNX file
   * @param out the file to write, replaced if it is there
   * @throws FeatureException if the model gives no tokens for each patch, or no picture can be read
   * @throws IOException if the model cannot be opened, the file not written, or the thread is
   *     interrupted
   */
  public Result extract(Path model, FeaturePictures pictures, Path out, FeatureListener listener)
      throws IOException {
    try (BatchModel opened = BatchModel.open(model, running.perLane())) {
      FeatureInfo info = info(model, opened, pictures);
      int batch = opened.fixedBatch().orElse(running.batch());
      try (ResumableArrowFile file = ResumableArrowFile.open(out, info.schema());
          Lanes lanes = new Lanes(opened, info, pictures, running, batch)) {
        List<SkippedPicture> skipped = new Run(info, pictures, file, lanes, listener).all(batch);
        file.finish();
        return new Result(FeatureStore.open(out), skipped);
      }
    }
  }

  private FeatureInfo info(Path file, BatchModel model, FeaturePictures pictures)
      throws IOException {
    TensorSpec tokens =
        model
            .output(FeatureInfo.TOKENS)
            .orElseThrow(
                () ->
                    new FeatureException(
                        "%s gives no tokens; export it with --task features, or a segmenter with --output logits-and-tokens"
                            .formatted(file)));
    PreprocessSpec spec = model.metadata().preprocess();
    int patchSize = model.metadata().patchSize();
    int rows = spec.height() / patchSize;
    int columns = spec.width() / patchSize;
    if (tokens.type() != ElementType.FLOAT32
        || tokens.shape().size() != 2
        || tokens.shape().get(0) != rows * columns) {
      throw new FeatureException(
          "%s: tokens must be float32 for each of %d x %d patches, but the model gives %s"
              .formatted(file, rows, columns, tokens));
    }
    return new FeatureInfo(
        file.toString(),
        Sha256.hex(file),
        pictures.name(),
        Sha256.hex(String.join("\n", pictures.ids()).getBytes(StandardCharsets.UTF_8)),
        rows,
        columns,
        tokens.shape().get(1),
        patchSize,
        pictures.classNames(),
        columnsOf(file, model, tokens),
        float16);
  }

  private List<String> columnsOf(Path file, BatchModel model, TensorSpec tokens)
      throws FeatureException {
    List<String> columns = new ArrayList<>(List.of(FeatureInfo.TOKENS));
    if (!layers) {
      return columns;
    }
    model.outputs().stream()
        .filter(output -> output.name().toLowerCase(Locale.ROOT).startsWith("layer_"))
        .filter(output -> output.type() == tokens.type())
        .filter(output -> output.shape().equals(tokens.shape()))
        .forEach(output -> columns.add(output.name()));
    if (columns.size() == 1) {
      throw new FeatureException(
          file + " gives no tokens of its blocks; export it with --task features --layers");
    }
    return columns;
  }

  /** A lane for each core, and the threads that run them. */
  private static final class Lanes implements AutoCloseable {
    private final BlockingQueue<TokenLane> free = new LinkedBlockingQueue<>();
    private final ExecutorService threads;
    private final int count;

    Lanes(
        BatchModel model,
        FeatureInfo info,
        FeaturePictures pictures,
        SegmenterOptions options,
        int batch) {
      count = options.session().intraOpThreads();
      for (int i = 0; i < count; i++) {
        free.add(new TokenLane(model, info, pictures, batch));
      }
      threads =
          Executors.newFixedThreadPool(
              count,
              work -> {
                Thread thread = new Thread(work, "vinyl-features");
                thread.setDaemon(true);
                return thread;
              });
    }

    Future<TokenLane.Answer> submit(List<Integer> indices) {
      return threads.submit(
          () -> {
            TokenLane lane = free.take();
            try {
              return lane.run(indices);
            } finally {
              free.add(lane);
            }
          });
    }

    /** Waits for what is under way, because it uses native memory that is freed then. */
    @Override
    public void close() {
      threads.shutdown();
      for (int i = 0; i < count; i++) {
        takeUninterruptibly().close();
      }
    }

    private TokenLane takeUninterruptibly() {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return free.take();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** One run over the pictures that the file does not have yet. */
  private static final class Run {
    private final FeatureInfo info;
    private final FeaturePictures pictures;
    private final ResumableArrowFile file;
    private final Lanes lanes;
    private final FeatureListener listener;
    private final List<PictureFeatures> batch = new ArrayList<>();
    private final List<SkippedPicture> skipped = new ArrayList<>();
    private final int batchSize;
    private int done;

    Run(
        FeatureInfo info,
        FeaturePictures pictures,
        ResumableArrowFile file,
        Lanes lanes,
        FeatureListener listener) {
      this.info = info;
      this.pictures = pictures;
      this.file = file;
      this.lanes = lanes;
      this.listener = listener;
      long bytes = (long) Float.BYTES * info.patches() * info.dimension() * info.layers().size();
      this.batchSize = (int) Math.max(1, BATCH_BYTES / bytes);
    }

    List<SkippedPicture> all(int atOnce) throws IOException {
      List<Integer> missing = missing();
      int total = pictures.ids().size();
      done = total - missing.size();
      boolean any = done > 0;
      Deque<Future<TokenLane.Answer>> ahead = new ArrayDeque<>();
      int next = 0;
      while (next < missing.size() || !ahead.isEmpty()) {
        while (next < missing.size() && ahead.size() < 2 * lanes.count) {
          int end = Math.min(missing.size(), next + atOnce);
          ahead.add(lanes.submit(missing.subList(next, end)));
          next = end;
        }
        TokenLane.Answer answer = await(ahead.remove());
        any |= !answer.found().isEmpty();
        take(answer);
        listener.done(done, total);
      }
      if (!any) {
        throw new FeatureException(
            "data set %s: none of %d pictures could be read%s"
                .formatted(
                    pictures.name(),
                    total,
                    skipped.isEmpty() ? "" : ", the first because of " + skipped.get(0).reason()));
      }
      write();
      return skipped;
    }

    private List<Integer> missing() throws IOException {
      Set<String> there = new HashSet<>();
      try {
        for (ArrowBatch written : file.batches()) {
          MappedFeatures features = new MappedFeatures(info, written);
          IntStream.range(0, features.pictures()).forEach(i -> there.add(features.id(i)));
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new FeatureException(
            "what an earlier run wrote is damaged; delete the file that ends in .partial", e);
      }
      return IntStream.range(0, pictures.ids().size())
          .filter(i -> !there.contains(pictures.ids().get(i)))
          .boxed()
          .toList();
    }

    private void take(TokenLane.Answer answer) throws IOException {
      for (PictureFeatures picture : answer.found()) {
        requireStorable(picture);
        batch.add(picture);
        if (batch.size() == batchSize) {
          write();
        }
      }
      skipped.addAll(answer.skipped());
      done += answer.pictures();
    }

    /** Of finite values, as a model's are, 16 bits hold not all. */
    private void requireStorable(PictureFeatures picture) throws FeatureException {
      if (!info.float16()) {
        return;
      }
      for (float[] tokens : picture.tokens()) {
        for (float value : tokens) {
          if (Math.abs(value) > MOST_FLOAT16) {
            throw new FeatureException(
                "%s: the model gives %s for the picture %s, which cannot be stored in 16 bits; store it in 32"
                    .formatted(info.model(), value, picture.id()));
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

    private static TokenLane.Answer await(Future<TokenLane.Answer> answer) throws IOException {
      try {
        return answer.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while features were extracted");
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
      }
    }
  }
}
