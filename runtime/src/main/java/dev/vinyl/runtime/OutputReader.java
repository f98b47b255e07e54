package dev.vinyl.runtime;

import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.internal.scores.PixelOutput;
import dev.vinyl.runtime.internal.scores.PixelScores;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a model's output tensors into answers that hold no native memory. */
final class OutputReader {
  private static final String TOKENS = "tokens";

  private final ModelMetadata metadata;
  private final PixelOutput pixels;
  private final @Nullable TensorSpec tokens;
  private final DecodeLimits limits;

  private OutputReader(
      ModelMetadata metadata,
      PixelOutput pixels,
      @Nullable TensorSpec tokens,
      DecodeLimits limits) {
    this.metadata = metadata;
    this.pixels = pixels;
    this.tokens = tokens;
    this.limits = limits;
  }

  /** For a semantic segmentation model whose images are decoded within limits. */
  static OutputReader of(BatchModel model, DecodeLimits limits) throws ModelException {
    PixelOutput pixels = PixelOutput.of(model);
    Optional<TensorSpec> tokens =
        model
            .output(TOKENS)
            .filter(output -> output.type() == TensorSpec.Type.FLOAT32)
            .filter(output -> output.shape().size() == 2)
            .filter(output -> output.shape().get(0) == patches(model.metadata()));
    return new OutputReader(model.metadata(), pixels, tokens.orElse(null), limits);
  }

  private static int patches(ModelMetadata metadata) {
    PreprocessSpec size = metadata.preprocess();
    return (size.height() / metadata.patchSize()) * (size.width() / metadata.patchSize());
  }

  /** The output that says what each pixel is. */
  PixelOutput pixels() {
    return pixels;
  }

  /** The outputs that are read. */
  List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>(pixels.tensors());
    if (tokens != null) {
      tensors.add(tokens);
    }
    return tensors;
  }

  /** Values that an image's outputs have together. */
  long values() {
    return tensors().stream().mapToLong(TensorSpec::values).sum();
  }

  /**
   * Copies the answer for one image.
   *
   * @param outputs the batch's, by name
   * @param index of the image in the batch
   */
  Segmentation read(
      Map<String, ByteBuffer> outputs, int index, ImageSource source, ImageSize size) {
    Placement placement = Placement.of(metadata.preprocess(), size.width(), size.height());
    PixelScores scores = pixels.read(outputs, index).shown(placement);
    return new Segmentation(
        source,
        metadata.classNames(),
        scores,
        size.width(),
        size.height(),
        features(outputs, index),
        limits);
  }

  private @Nullable PatchFeatures features(Map<String, ByteBuffer> outputs, int index) {
    if (tokens == null) {
      return null;
    }
    float[] values = new float[tokens.values()];
    buffer(outputs, tokens)
        .slice(index * tokens.bytes(), tokens.bytes())
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .get(values);
    PreprocessSpec size = metadata.preprocess();
    return new PatchFeatures(
        size.height() / metadata.patchSize(),
        size.width() / metadata.patchSize(),
        tokens.shape().get(1),
        values);
  }

  private static ByteBuffer buffer(Map<String, ByteBuffer> outputs, TensorSpec tensor) {
    ByteBuffer buffer = outputs.get(tensor.name());
    if (buffer == null) {
      throw new IllegalArgumentException("no buffer for output " + tensor);
    }
    return buffer;
  }
}
