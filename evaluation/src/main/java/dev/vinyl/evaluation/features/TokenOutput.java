package dev.vinyl.evaluation.features;

import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.arrow.memory.util.Float16;

/**
 * An output of a model that holds a token for each patch, and where in it they lie. Vinyl's own
 * models call it {@code tokens}, [B, N, D]; other models give [B, R + N, D] or a map, as a {@link
 * ModelDescription} says. What else a model gives, such as a class token of its own, is left alone.
 *
 * @param column of the file of features that it fills
 * @param tensor the output, [R + N, D], [D, rows, columns] or [rows, columns, D] of an image
 * @param dimensionFirst whether it is [D, rows, columns]
 * @param leading how many tokens stand in front of the patches', R
 * @param rows of the grid of patches
 * @param columns of the grid
 * @param dimension numbers of a token, D
 * @param patchSize side of a patch in pixels of the model's input
 */
record TokenOutput(
    String column,
    TensorSpec tensor,
    boolean dimensionFirst,
    int leading,
    int rows,
    int columns,
    int dimension,
    int patchSize) {
  private static final String LAYER = "layer_";

  /** How many leading tokens an error looks for when the number of tokens does not fit. */
  private static final int MOST_LEADING = 32;

  /**
   * That of the final tokens.
   *
   * @throws FeatureException if the model gives no tokens for each patch; one line that names it
   */
  static TokenOutput of(BatchModel model) throws FeatureException {
    return model.description().isForeign() ? foreign(model) : vinyl(model);
  }

  /**
   * Those of the tokens after each block, which look like the final ones.
   *
   * @throws FeatureException if there is none; one line that names the model
   */
  List<TokenOutput> blocks(BatchModel model) throws FeatureException {
    List<TokenOutput> blocks = new ArrayList<>();
    for (TensorSpec output : model.outputs()) {
      if (output.name().toLowerCase(Locale.ROOT).startsWith(LAYER)
          && output.type() == tensor.type()
          && output.shape().equals(tensor.shape())) {
        blocks.add(of(output.name(), output));
      }
    }
    if (blocks.isEmpty()) {
      throw new FeatureException(
          model.name() + " gives no tokens of its blocks; export it with --task features --layers");
    }
    return blocks;
  }

  private TokenOutput of(String name, TensorSpec output) {
    return new TokenOutput(
        name, output, dimensionFirst, leading, rows, columns, dimension, patchSize);
  }

  private static TokenOutput vinyl(BatchModel model) throws FeatureException {
    TensorSpec tokens =
        model
            .output(FeatureInfo.TOKENS)
            .orElseThrow(
                () ->
                    new FeatureException(
                        "%s gives no tokens; export it with --task features, or a segmenter with --output logits-and-tokens"
                            .formatted(model.name())));
    PreprocessSpec spec = model.metadata().preprocess();
    int patchSize = model.metadata().patchSize();
    int rows = spec.height() / patchSize;
    int columns = spec.width() / patchSize;
    if (tokens.type() != TensorSpec.Type.FLOAT32
        || tokens.shape().size() != 2
        || tokens.shape().get(0) != rows * columns) {
      throw new FeatureException(
          "%s: tokens must be float32 for each of %d x %d patches, but the model gives %s"
              .formatted(model.name(), rows, columns, tokens));
    }
    return new TokenOutput(
        FeatureInfo.TOKENS, tokens, false, 0, rows, columns, tokens.shape().get(1), patchSize);
  }

  private static TokenOutput foreign(BatchModel model) throws FeatureException {
    if (!model.metadata().task().equals(ModelTask.FEATURES)) {
      throw new FeatureException(
          "%s is described as a segmenter; if it gives tokens, write task: features in its description"
              .formatted(model.name()));
    }
    TensorSpec output = describedOutput(model);
    return output.shape().size() == 2 ? tokens(model, output) : map(model, output);
  }

  /** What the description names, or the only one that could be meant. */
  private static TensorSpec describedOutput(BatchModel model) throws FeatureException {
    String name = model.description().output();
    List<TensorSpec> possible =
        model.outputs().stream()
            .filter(output -> output.type().isFloatingPoint())
            .filter(output -> output.shape().size() == 2 || output.shape().size() == 3)
            .filter(output -> name == null || output.name().equals(name))
            .toList();
    if (possible.size() == 1) {
      return possible.get(0);
    }
    throw new FeatureException(
        "%s: %s tokens [B, T, D] or a map [B, D, h, w] of floating point numbers; name one of %s in its description, under output.name"
            .formatted(
                model.name(),
                name != null
                    ? "its output '" + name + "' is not there or holds neither"
                    : possible.isEmpty() ? "no output holds" : "several outputs hold",
                model.declaredOutputs()));
  }

  private static TokenOutput tokens(BatchModel model, TensorSpec output) throws FeatureException {
    PreprocessSpec spec = model.metadata().preprocess();
    int leading = model.description().leadingTokens();
    int patches = output.shape().get(0) - leading;
    int side = side(spec, patches);
    if (side == 0) {
      throw new FeatureException(
          "%s: its output '%s' gives %d tokens an image, %d of them leading, and %d are no grid of square patches of %d x %d pixels; %s"
              .formatted(
                  model.name(),
                  output.name(),
                  output.shape().get(0),
                  leading,
                  Math.max(0, patches),
                  spec.height(),
                  spec.width(),
                  otherLeading(spec, output.shape().get(0))));
    }
    return new TokenOutput(
        FeatureInfo.TOKENS,
        output,
        false,
        leading,
        spec.height() / side,
        spec.width() / side,
        output.shape().get(1),
        side);
  }

  /** What would fit, for the line of an error. */
  private static String otherLeading(PreprocessSpec spec, int tokens) {
    return IntStream.rangeClosed(0, MOST_LEADING)
        .filter(leading -> side(spec, tokens - leading) > 0)
        .mapToObj(
            leading ->
                "with leadingTokens: %d under output they would be %d x %d"
                    .formatted(
                        leading,
                        spec.height() / side(spec, tokens - leading),
                        spec.width() / side(spec, tokens - leading)))
        .findFirst()
        .orElse("correct leadingTokens, or height and width, in its description");
  }

  /** The side of square patches of which an image has so many; 0 if there is none. */
  private static int side(PreprocessSpec spec, int patches) {
    if (patches < 1) {
      return 0;
    }
    long pixels = (long) spec.height() * spec.width();
    int side = (int) Math.round(Math.sqrt((double) pixels / patches));
    boolean fits =
        (long) side * side * patches == pixels
            && spec.height() % side == 0
            && spec.width() % side == 0;
    return fits ? side : 0;
  }

  private static TokenOutput map(BatchModel model, TensorSpec output) throws FeatureException {
    ModelDescription description = model.description();
    if (description.leadingTokens() > 0) {
      throw new FeatureException(
          "%s: its output '%s' is a map %s without leading tokens; take leadingTokens out of its description"
              .formatted(model.name(), output.name(), output.shape()));
    }
    boolean dimensionFirst = description.outputLayout() == TensorLayout.NCHW;
    int rows = output.shape().get(dimensionFirst ? 1 : 0);
    int columns = output.shape().get(dimensionFirst ? 2 : 1);
    PreprocessSpec spec = model.metadata().preprocess();
    int side = spec.height() / rows;
    if (side * rows != spec.height() || side * columns != spec.width()) {
      throw new FeatureException(
          "%s: its output '%s' is a map of %d x %d places by output.layout %s, which are no square patches of %d x %d pixels; correct the layout, or height and width, in its description"
              .formatted(
                  model.name(),
                  output.name(),
                  rows,
                  columns,
                  description.outputLayout(),
                  spec.height(),
                  spec.width()));
    }
    return new TokenOutput(
        FeatureInfo.TOKENS,
        output,
        dimensionFirst,
        0,
        rows,
        columns,
        output.shape().get(dimensionFirst ? 0 : 2),
        side);
  }

  /**
   * The tokens of one image of a batch, [N, D]; the caller's own.
   *
   * @param batch the output of several images, in native byte order
   */
  float[] read(ByteBuffer batch, int image) {
    float[] all = floats(batch, image);
    int patches = rows * columns;
    if (dimensionFirst) {
      float[] tokens = new float[all.length];
      for (int patch = 0; patch < patches; patch++) {
        for (int d = 0; d < dimension; d++) {
          tokens[patch * dimension + d] = all[d * patches + patch];
        }
      }
      return tokens;
    }
    if (leading == 0) {
      return all;
    }
    float[] tokens = new float[patches * dimension];
    System.arraycopy(all, leading * dimension, tokens, 0, tokens.length);
    return tokens;
  }

  private float[] floats(ByteBuffer batch, int image) {
    float[] values = new float[tensor.values()];
    ByteBuffer own =
        batch.slice(image * tensor.bytes(), tensor.bytes()).order(ByteOrder.nativeOrder());
    switch (tensor.type()) {
      case FLOAT16 -> {
        ShortBuffer bits = own.asShortBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = Float16.toFloat(bits.get(i));
        }
      }
      case FLOAT64 -> {
        DoubleBuffer doubles = own.asDoubleBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) doubles.get(i);
        }
      }
      default -> {
        FloatBuffer floats = own.asFloatBuffer();
        floats.get(values);
      }
    }
    return values;
  }
}
