package dev.vinyl.evaluation.features;

import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.model.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that gives tokens and is open, for any number of passes at once. It keeps a session of
 * ONNX Runtime, which {@link #close} frees.
 */
public final class TokenModel implements AutoCloseable {
  /** Of the images of a run together: 8 of 256 x 256, or one of 518 x 518. */
  private static final long MOST_PIXELS = 8 * 256 * 256;

  private final Path file;
  private final String sha256;
  private final BatchModel model;
  private final List<TokenOutput> outputs;
  private final boolean float16;
  private final SegmenterOptions running;

  private TokenModel(
      Path file, String sha256, BatchModel model, List<TokenOutput> outputs, FeatureExtractor how) {
    this.file = file;
    this.sha256 = sha256;
    this.model = model;
    this.outputs = outputs;
    this.float16 = how.float16();
    this.running = how.running();
  }

  /**
   * Opens a model.
   *
   * @param how which layers, the size of the input, on what device
   * @throws FeatureException if the model gives no tokens for each patch, or not for this size
   * @throws IOException if the model cannot be opened
   */
  public static TokenModel open(Path file, FeatureExtractor how) throws IOException {
    BatchModel model =
        BatchModel.open(ModelSource.of(file), how.running().perWorker(), how.imageSize());
    try {
      requireSize(model, how.imageSize());
      TokenOutput tokens = TokenOutput.of(model);
      List<TokenOutput> outputs = new ArrayList<>(List.of(tokens));
      if (how.layers()) {
        outputs.addAll(tokens.blocks(model));
      }
      return new TokenModel(file, Sha256.hex(file), model, outputs, how);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static void requireSize(BatchModel model, Optional<ImageSize> wanted)
      throws FeatureException {
    PreprocessSpec own = model.metadata().preprocess();
    if (wanted.isPresent()
        && !model.takesAnySize()
        && !wanted.get().equals(new ImageSize(own.width(), own.height()))) {
      throw new FeatureException(
          "%s takes images of height and width %d,%d alone; export it with --image-size any to choose others"
              .formatted(model.name(), own.height(), own.width()));
    }
  }

  /** What a file of these images' features says of itself. */
  public FeatureInfo info(FeatureImages images) {
    TokenOutput tokens = outputs.get(0);
    PreprocessSpec input = model.metadata().preprocess();
    return new FeatureInfo(
        file.toString(),
        sha256,
        images.name(),
        Sha256.hex(String.join("\n", images.ids()).getBytes(StandardCharsets.UTF_8)),
        tokens.rows(),
        tokens.columns(),
        tokens.dimension(),
        tokens.patchSize(),
        images.classNames(),
        images.foreground(),
        outputs.stream().map(TokenOutput::column).toList(),
        float16,
        Optional.of(new FeatureInfo.Fitting(input.fit(), input.resize())));
  }

  /**
   * Takes images through the model, on as many threads as it was opened for.
   *
   * @param some indices of images, in the order of the answers
   */
  public FeaturePass pass(FeatureImages images, List<Integer> some) {
    FeatureInfo info = info(images);
    int batch = model.fixedBatch().orElse(batch(model.metadata().preprocess()));
    int cores = running.session().intraOpThreads();
    return new FeaturePass(
        new OrderedParallelMap<>(
            "feature extraction",
            cores,
            2 * cores,
            OrderedParallelMap.batches(some, batch),
            () -> new FeatureWorker(model, outputs, info, images, batch)));
  }

  /** Large images are run by few, which costs no time and keeps what a run needs small. */
  private int batch(PreprocessSpec input) {
    long pixels = (long) input.height() * input.width();
    return (int) Math.max(1, Math.min(running.batch(), MOST_PIXELS / pixels));
  }

  @Override
  public void close() {
    model.close();
  }
}
