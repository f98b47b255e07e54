package dev.vinyl.runtime.model;

import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.TensorLayout;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to run a model file: what it says about itself, and which tensors hold what.
 * Vinyl's own models carry it; for others a YAML file beside the model gives it. For {@code
 * net.onnx} that is {@code net.yaml}:
 *
 * <pre>{@code
 * input:
 *   name: serving_default_input   # may be left out where the model has one input
 *   layout: NHWC                  # or NCHW, the default
 *   height: 257                   # pixels
 *   width: 257
 *   fit: letterbox               # stretch (the default), letterbox, crop, center_crop: see Fit
 *   multipleOf: 32                # where the file leaves both open: what they are multiples of
 *   interpolation: linear         # nearest, linear (the default), area, cubic
 *   channelOrder: rgb             # or bgr; the default is rgb
 *   scale: 0.00784313725          # a value v in 0..255 becomes (v * scale - mean) / std
 *   mean: [1, 1, 1]               # the default is 0, 0, 0
 *   std: [1, 1, 1]                # the default
 * output:
 *   name: logits                  # may be left out where the model has one output
 *   layout: NHWC                  # the default is the input's
 *   activation: none              # softmax or sigmoid where the file's scores have been through one
 *   threshold: 0.5                # of a single channel's probability
 * classes: [background, aeroplane, bicycle]
 * }</pre>
 *
 * <p>{@code task: features} makes it a model whose output is a token for each patch, for {@code
 * vinyl features} and {@code vinyl geometry}; without it, a model gives a class for each pixel.
 * Such a model has neither classes nor activation nor threshold:
 *
 * <pre>{@code
 * task: features
 * input: {height: 224, width: 224, scale: 0.00392156862745}
 * output:
 *   name: last_hidden_state       # may be left out where one output alone can hold tokens
 *   leadingTokens: 1              # class and register tokens in front of the patches'; 0 unless given
 * }</pre>
 *
 * <p>The input is float32, float16, or uint8; the last takes an image's values as they are, with a
 * scale of 1 and neither mean nor standard deviation.
 *
 * <p>The output of a segmenter is one of these, of float32, float16 or float64 where it holds
 * scores. Its height and width may differ from the input's.
 *
 * <ul>
 *   <li>A score for each class, [B, C, H, W] or [B, H, W, C]. Of logits ({@code activation: none},
 *       what is assumed unless given) the probabilities are the softmax; probabilities ({@code
 *       softmax}, {@code sigmoid}) are taken as they are, divided by a pixel's sum. The largest
 *       score wins.
 *   <li>A score for one class, [B, 1, H, W], [B, H, W, 1] or [B, H, W], as models for mattes give
 *       it. It takes two names, the background first, and {@code activation}: {@code sigmoid} if
 *       the values are probabilities, {@code none} if they are logits. A pixel belongs to the
 *       second class where its probability is above {@code threshold}. Where a file has both
 *       outputs, name the logits: a sigmoid in single precision is exactly 0 or 1 beyond 18.
 *   <li>Whole numbers or booleans that name each pixel's class, [B, H, W].
 * </ul>
 *
 * <p>The output of a model of features is of float32, float16 or float64: tokens [B, R + N, D], of
 * which the first R are left out and the others are patches row by row, or a map [B, D, h, w] or,
 * with {@code layout: NHWC}, [B, h, w, D]. Patches are squares; their side follows from the sizes.
 *
 * @param metadata task, preparation, class names
 * @param input name of the input tensor; null for the only one
 * @param inputLayout order of its dimensions
 * @param output name of the output tensor; null for the only one
 * @param outputLayout order of its dimensions
 * @param activation what the output's scores have been through; null where nothing says it
 * @param threshold of the probability of a single channel, above 0 and below 1
 * @param sizeStep what height and width must be multiples of where the file leaves them open, at
 *     least 1
 * @param leadingTokens how many tokens stand in front of the patches', at least 0; 0 for a map or a
 *     segmenter
 */
public record ModelDescription(
    ModelMetadata metadata,
    @Nullable String input,
    TensorLayout inputLayout,
    @Nullable String output,
    TensorLayout outputLayout,
    @Nullable Activation activation,
    double threshold,
    int sizeStep,
    int leadingTokens) {

  /** In the provenance of a model without our metadata: the description's file. */
  static final String FILE = "description";

  /** The threshold of a description that has none: whatever is more probable wins. */
  static final double EVEN = 0.5;

  /** The image tensor of Vinyl's own models. */
  static final String IMAGE = "image";

  /** Checks that nothing required is missing, and the threshold's range. */
  public ModelDescription {
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(inputLayout, "inputLayout");
    Objects.requireNonNull(outputLayout, "outputLayout");
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "output.threshold must be above 0 and below 1, got " + threshold);
    }
    if (sizeStep < 1) {
      throw new IllegalArgumentException("input.multipleOf must be at least 1, got " + sizeStep);
    }
    if (leadingTokens < 0) {
      throw new IllegalArgumentException(
          "output.leadingTokens must be at least 0, got " + leadingTokens);
    }
  }

  /** One of Vinyl's own models: {@code image} [B, 3, H, W] in, outputs by their task's names. */
  static ModelDescription ofVinyl(ModelMetadata metadata) {
    return new ModelDescription(
        metadata, IMAGE, TensorLayout.NCHW, null, TensorLayout.NCHW, Activation.NONE, EVEN, 1, 0);
  }

  /**
   * For images of another size, rounded up to multiples of {@link #sizeStep}.
   *
   * @throws IllegalArgumentException if the patch of one of Vinyl's models does not divide it
   */
  public ModelDescription withInputSize(ImageSize size) {
    return new ModelDescription(
        metadata.withInputSize(roundUp(size.height()), roundUp(size.width())),
        input,
        inputLayout,
        output,
        outputLayout,
        activation,
        threshold,
        sizeStep,
        leadingTokens);
  }

  private int roundUp(int pixels) {
    return Math.multiplyExact((pixels + sizeStep - 1) / sizeStep, sizeStep);
  }

  /** Whether somebody wrote it for a model that carries none of Vinyl's metadata. */
  public boolean isForeign() {
    return input == null || metadata.provenance().containsKey(FILE);
  }

  /**
   * Reads a description. Needs {@code org.yaml:snakeyaml} on the class path, which {@code
   * vinyl-runtime} does not bring, because programs with Vinyl's own models do not need it.
   *
   * @throws ModelException if the file cannot be read, is no YAML, or has a key that is missing,
   *     unknown or of a value that makes no sense, or if snakeyaml is missing
   */
  public static ModelDescription read(Path yaml) throws ModelException {
    try {
      return DescriptionYaml.read(yaml);
    } catch (NoClassDefFoundError e) {
      throw withoutSnakeYaml(yaml.toString(), e);
    }
  }

  static ModelDescription read(String name, String yaml) throws ModelException {
    try {
      return DescriptionYaml.read(name, yaml);
    } catch (NoClassDefFoundError e) {
      throw withoutSnakeYaml(name, e);
    }
  }

  private static ModelException withoutSnakeYaml(String name, NoClassDefFoundError cause) {
    return new ModelException(
        name, "to read it, org.yaml:snakeyaml is needed; put it on the class path", cause);
  }

  /** Where the description of a model is looked for: {@code net.yaml} for {@code net.onnx}. */
  public static Path fileFor(Path model) {
    String name = String.valueOf(model.getFileName());
    int dot = name.lastIndexOf('.');
    return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".yaml");
  }

  /**
   * What a model's last layer has already made of its scores, so what the numbers in its output
   * are. It is not applied again.
   */
  public enum Activation {
    /** Nothing: the output holds logits, any numbers. */
    NONE,
    /** A softmax over the classes: each is in 0..1, those of a pixel sum to 1. */
    SOFTMAX,
    /** A sigmoid: each is in 0..1, for itself. */
    SIGMOID
  }
}
