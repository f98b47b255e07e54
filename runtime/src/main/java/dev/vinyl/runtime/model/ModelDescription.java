package dev.vinyl.runtime.model;

import dev.vinyl.runtime.image.TensorLayout;
import java.io.Reader;
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
 *   interpolation: linear         # nearest, linear (the default), area, cubic
 *   channelOrder: rgb             # or bgr; the default is rgb
 *   scale: 0.00784313725          # a value v in 0..255 becomes (v * scale - mean) / std
 *   mean: [1, 1, 1]               # the default is 0, 0, 0
 *   std: [1, 1, 1]                # the default
 * output:
 *   name: logits                  # may be left out where the model has one output
 *   layout: NHWC                  # the default is the input's
 * classes: [background, aeroplane, bicycle]
 * }</pre>
 *
 * <p>The output is either float32 scores of each class (logits; not yet through a softmax), [B, C,
 * H, W] or [B, H, W, C], or integers that name each pixel's class, [B, H, W]. Its height and width
 * may differ from the input's.
 *
 * @param metadata task, preparation, class names
 * @param input name of the input tensor; null for the only one
 * @param inputLayout order of its dimensions
 * @param output name of the output tensor; null for the only one
 * @param outputLayout order of its dimensions
 */
public record ModelDescription(
    ModelMetadata metadata,
    @Nullable String input,
    TensorLayout inputLayout,
    @Nullable String output,
    TensorLayout outputLayout) {

  /** The picture tensor of Vinyl's own models. */
  static final String IMAGE = "image";

  /** Checks that nothing required is missing. */
  public ModelDescription {
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(inputLayout, "inputLayout");
    Objects.requireNonNull(outputLayout, "outputLayout");
  }

  /** One of Vinyl's own models: {@code image} [B, 3, H, W] in, outputs by their task's names. */
  static ModelDescription ofVinyl(ModelMetadata metadata) {
    return new ModelDescription(metadata, IMAGE, TensorLayout.NCHW, null, TensorLayout.NCHW);
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

  static ModelDescription read(String name, Reader yaml) throws ModelException {
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
}
