package dev.vinyl.runtime.internal.scores;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.ShortBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The output of a model that says what each pixel is, and how it lies in memory.
 *
 * @param tensor the output
 * @param confidence the other output of a model that decides by itself, which is run with it:
 *     scores that were no numbers can be seen in it, and not in the mask; null where there is none
 * @param channels scores of a pixel
 * @param classes how many
 * @param height of the answer, in pixels
 * @param width of the answer, in pixels
 * @param layout order of the scores' dimensions
 * @param reading what scores mean
 */
public record PixelOutput(
    TensorSpec tensor,
    @Nullable TensorSpec confidence,
    int channels,
    int classes,
    int height,
    int width,
    TensorLayout layout,
    ScoreReading reading) {
  private static final String MASK = "mask";
  private static final String CONFIDENCE = "confidence";
  private static final List<String> VINYL_NAMES = List.of("logits", MASK);

  /** Finds it and checks that it has the described classes. */
  public static PixelOutput of(BatchModel model) throws ModelException {
    if (!model.metadata().task().equals(ModelTask.SEGMENT)) {
      throw new ModelException(
          model.name(),
          "the model is for task '%s' but task '%s' is needed; export one with --task %2$s"
              .formatted(model.metadata().task(), ModelTask.SEGMENT));
    }
    if (model.metadata().preprocess().fit() == Fit.CENTER_CROP) {
      throw new ModelException(
          model.name(),
          "by its fit center_crop the model sees the middle of an image, so that there are no classes for the rest; use one with the fit stretch, letterbox or crop");
    }
    int classes = model.metadata().classNames().size();
    if (classes < 1 || classes > ClassMask.IGNORE) {
      throw new ModelException(
          model.name(),
          "a model for masks has 1..%d classes, its %s names %d; %s"
              .formatted(
                  ClassMask.IGNORE,
                  model.description().isForeign() ? "description" : "metadata",
                  classes,
                  remedy(model)));
    }
    TensorSpec tensor = find(model);
    return tensor.type().isFloatingPoint() ? scores(model, tensor) : indices(model, tensor);
  }

  private static TensorSpec find(BatchModel model) throws ModelException {
    ModelDescription description = model.description();
    if (description.output() != null) {
      return model
          .output(description.output())
          .orElseThrow(() -> missing(model, "'" + description.output() + "'"));
    }
    for (String name : VINYL_NAMES) {
      Optional<TensorSpec> output = model.output(name);
      if (output.isPresent()) {
        return output.get();
      }
    }
    if (description.isForeign() && model.outputs().size() == 1) {
      return model.outputs().get(0);
    }
    throw missing(model, "'logits' or 'mask'");
  }

  private static ModelException missing(BatchModel model, String wanted) {
    return new ModelException(
        model.name(),
        "the model has no output %s with scores or classes of pixels, it has %s; %s"
            .formatted(
                wanted,
                String.join(", ", model.declaredOutputs()),
                model.description().isForeign()
                    ? "name one of them in its description, under output.name"
                    : remedy(model)));
  }

  private static String remedy(BatchModel model) {
    return model.description().isForeign() ? "correct its description" : "export the model again";
  }

  private static PixelOutput scores(BatchModel model, TensorSpec tensor) throws ModelException {
    ModelDescription description = model.description();
    boolean planes = description.outputLayout() == TensorLayout.NCHW;
    int classes = model.metadata().classNames().size();
    List<Integer> shape = tensor.shape();
    int channels = shape.size() == 3 ? shape.get(planes ? 0 : 2) : shape.size() == 2 ? 1 : 0;
    if (channels == 1 && description.isForeign()) {
      requireOneOfTwo(model, tensor);
    } else if (channels == 0 || channels != classes) {
      throw unfit(model, tensor);
    } else if (description.threshold() != 0.5) {
      throw new ModelException(
          model.name(),
          "output.threshold is for one channel, output '%s' has %d, of which the largest wins; leave it out"
              .formatted(tensor.name(), channels));
    }
    int rows = shape.size() == 3 && planes ? 1 : 0;
    return new PixelOutput(
        tensor,
        null,
        channels,
        classes,
        shape.get(rows),
        shape.get(rows + 1),
        description.outputLayout(),
        new ScoreReading(model.name(), description, classes));
  }

  private static void requireOneOfTwo(BatchModel model, TensorSpec tensor) throws ModelException {
    ModelDescription description = model.description();
    boolean said =
        description.activation() == ModelDescription.Activation.NONE
            || description.activation() == ModelDescription.Activation.SIGMOID;
    if (model.metadata().classNames().size() != 2 || !said) {
      throw new ModelException(
          model.name(),
          "output '%s' has one score a pixel, for two classes; write two names, such as classes: [background, person], and output.activation: sigmoid if the scores are probabilities, none if they are logits, in its description"
              .formatted(tensor.name()));
    }
  }

  private static PixelOutput indices(BatchModel model, TensorSpec tensor) throws ModelException {
    ModelDescription description = model.description();
    TensorLayout layout = description.outputLayout();
    List<Integer> sizes = tensor.shape();
    if (sizes.size() == 3 && sizes.get(layout == TensorLayout.NCHW ? 0 : 2) == 1) {
      sizes = layout == TensorLayout.NCHW ? sizes.subList(1, 3) : sizes.subList(0, 2);
    }
    if (sizes.size() != 2) {
      throw unfit(model, tensor);
    }
    if (description.isForeign()
        && (description.threshold() != 0.5
            || (description.activation() != null
                && description.activation() != ModelDescription.Activation.NONE))) {
      throw new ModelException(
          model.name(),
          "output '%s' is %s, so classes and not scores; leave out output.activation and output.threshold"
              .formatted(tensor.name(), tensor.type()));
    }
    int classes = model.metadata().classNames().size();
    int height = sizes.get(0);
    int width = sizes.get(1);
    return new PixelOutput(
        tensor,
        confidence(model, tensor, height, width),
        1,
        classes,
        height,
        width,
        layout,
        new ScoreReading(model.name(), description, classes));
  }

  private static @Nullable TensorSpec confidence(
      BatchModel model, TensorSpec tensor, int height, int width) {
    return model
        .output(CONFIDENCE)
        .filter(output -> tensor.name().equals(MASK) && output.type().isFloatingPoint())
        .filter(output -> output.shape().equals(List.of(height, width)))
        .orElse(null);
  }

  private static ModelException unfit(BatchModel model, TensorSpec tensor) {
    return new ModelException(
        model.name(),
        "output '%s' must be scores %s for its %d classes, or whole numbers [H, W], it is %s %s; %s"
            .formatted(
                tensor.name(),
                model.description().outputLayout() == TensorLayout.NCHW ? "[C, H, W]" : "[H, W, C]",
                model.metadata().classNames().size(),
                tensor.type(),
                tensor.shape(),
                remedy(model)));
  }

  /** The outputs that are run. */
  public List<TensorSpec> tensors() {
    return confidence == null ? List.of(tensor) : List.of(confidence, tensor);
  }

  /** Bytes that an image's outputs take together. */
  public int bytes() {
    return tensors().stream().mapToInt(TensorSpec::bytes).reduce(0, Math::addExact);
  }

  /** Parts of a buffer for the outputs of a batch, by name; those of larger values come first. */
  public Map<String, ByteBuffer> divide(ByteBuffer buffer, int batch) {
    Map<String, ByteBuffer> parts = new LinkedHashMap<>();
    int from = buffer.position();
    for (TensorSpec output : tensors()) {
      int bytes = Math.multiplyExact(batch, output.bytes());
      parts.put(output.name(), buffer.slice(from, bytes));
      from += bytes;
    }
    return parts;
  }

  /**
   * Copies one image's answer out of a batch.
   *
   * @param outputs of a run that succeeded, by name
   * @throws IllegalStateException if a class index has no name, or scores are not what the
   *     description says
   */
  public PixelScores read(Map<String, ByteBuffer> outputs, int index) {
    ByteBuffer bytes =
        Objects.requireNonNull(outputs.get(tensor.name()), tensor.name())
            .slice(index * tensor.bytes(), tensor.bytes())
            .order(ByteOrder.nativeOrder());
    if (!tensor.type().isFloatingPoint()) {
      return new MaskScores(new ClassMask(width, height, classIndices(bytes)), classes);
    }
    float[] scores = scores(bytes);
    boolean planes = layout == TensorLayout.NCHW || channels == 1;
    return reading.read(height, width, planes ? scores : planes(scores));
  }

  private float[] scores(ByteBuffer bytes) {
    float[] scores = new float[tensor.values()];
    if (tensor.type() == TensorSpec.Type.FLOAT32) {
      bytes.asFloatBuffer().get(scores);
    } else if (tensor.type() == TensorSpec.Type.FLOAT16) {
      ShortBuffer halves = bytes.asShortBuffer();
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Fp16Conversions.fp16ToFloat(halves.get(i));
      }
    } else {
      DoubleBuffer doubles = bytes.asDoubleBuffer();
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) Math.min(doubles.get(i), Float.MAX_VALUE);
      }
    }
    return scores;
  }

  /** [H, W, C] as [C, H, W]. */
  private float[] planes(float[] scores) {
    int plane = height * width;
    float[] planes = new float[scores.length];
    for (int c = 0; c < classes; c++) {
      for (int i = 0, from = c; i < plane; i++, from += classes) {
        planes[c * plane + i] = scores[from];
      }
    }
    return planes;
  }

  private byte[] classIndices(ByteBuffer bytes) {
    byte[] mask = new byte[height * width];
    for (int i = 0; i < mask.length; i++) {
      long index =
          switch (tensor.type()) {
            case UINT8, BOOL -> bytes.get(i) & 0xff;
            case INT32 -> bytes.getInt(Integer.BYTES * i);
            case INT64 -> bytes.getLong(Long.BYTES * i);
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new IllegalStateException("scores are no class indices");
          };
      boolean fits = index >= 0 && index < ClassMask.IGNORE;
      mask[i] = (byte) (fits ? index : ClassMask.IGNORE); // no class, which MaskScores refuses
    }
    return mask;
  }
}
