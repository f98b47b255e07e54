package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.TensorLayout;
import dev.vinyl.runtime.model.BatchModel;
import dev.vinyl.runtime.model.ElementType;
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelTask;
import dev.vinyl.runtime.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The output of a model that says what each pixel is, and how it lies in memory.
 *
 * @param tensor the output
 * @param classes how many
 * @param height of the answer, in pixels
 * @param width of the answer, in pixels
 * @param layout order of the scores' dimensions
 */
record PixelOutput(TensorSpec tensor, int classes, int height, int width, TensorLayout layout) {
  private static final List<String> VINYL_NAMES = List.of("logits", "mask");

  /** Finds it and checks that it has the described classes. */
  static PixelOutput of(BatchModel model) throws ModelException {
    if (!model.metadata().task().equals(ModelTask.SEGMENT)) {
      throw new ModelException(
          model.name(),
          "the model is for task '%s' but task '%s' is needed; export one with --task %2$s"
              .formatted(model.metadata().task(), ModelTask.SEGMENT));
    }
    int classes = model.metadata().classNames().size();
    if (classes < 1 || classes > ClassMask.IGNORE) {
      throw new ModelException(
          model.name(),
          "a model for masks has 1..%d classes, its metadata names %d; export the model again"
              .formatted(ClassMask.IGNORE, classes));
    }
    TensorSpec tensor = find(model);
    TensorLayout layout = model.description().outputLayout();
    Optional<PixelOutput> output =
        tensor.type() == ElementType.FLOAT32
            ? scores(tensor, classes, layout)
            : indices(tensor, classes, layout);
    return output.orElseThrow(
        () ->
            new ModelException(
                model.name(),
                "output '%s' must be FLOAT32 %s for its %d classes, or whole numbers [H, W], it is %s %s; correct its description or export the model again"
                    .formatted(
                        tensor.name(),
                        layout == TensorLayout.NCHW ? "[C, H, W]" : "[H, W, C]",
                        classes,
                        tensor.type(),
                        tensor.shape())));
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
    if (description.input() == null && model.outputs().size() == 1) {
      return model.outputs().get(0);
    }
    throw missing(model, "'logits' or 'mask'");
  }

  private static ModelException missing(BatchModel model, String wanted) {
    return new ModelException(
        model.name(),
        "the model has no output %s of a type in %s, it has %s; name one of them in its description, or export the model again"
            .formatted(wanted, Arrays.toString(ElementType.values()), model.outputs()));
  }

  private static Optional<PixelOutput> scores(TensorSpec tensor, int classes, TensorLayout layout) {
    List<Integer> shape = tensor.shape();
    int channels = layout == TensorLayout.NCHW ? 0 : 2;
    if (shape.size() != 3 || shape.get(channels) != classes) {
      return Optional.empty();
    }
    int rows = layout == TensorLayout.NCHW ? 1 : 0;
    return Optional.of(
        new PixelOutput(tensor, classes, shape.get(rows), shape.get(rows + 1), layout));
  }

  private static Optional<PixelOutput> indices(
      TensorSpec tensor, int classes, TensorLayout layout) {
    List<Integer> sizes = tensor.shape();
    if (sizes.size() == 3 && sizes.get(layout == TensorLayout.NCHW ? 0 : 2) == 1) {
      sizes = layout == TensorLayout.NCHW ? sizes.subList(1, 3) : sizes.subList(0, 2);
    }
    return sizes.size() == 2
        ? Optional.of(new PixelOutput(tensor, classes, sizes.get(0), sizes.get(1), layout))
        : Optional.empty();
  }

  /**
   * Copies one picture's answer out of a batch.
   *
   * @throws IllegalStateException if a class index has no name
   */
  PixelScores read(ByteBuffer batch, int index) {
    ByteBuffer bytes =
        batch.slice(index * tensor.bytes(), tensor.bytes()).order(ByteOrder.nativeOrder());
    if (tensor.type() != ElementType.FLOAT32) {
      return new MaskScores(new ClassMask(width, height, classIndices(bytes)), classes);
    }
    float[] scores = new float[tensor.values()];
    bytes.asFloatBuffer().get(scores);
    return new LogitMap(
        classes, height, width, layout == TensorLayout.NCHW ? scores : planes(scores));
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
            case UINT8 -> bytes.get(i) & 0xff;
            case INT32 -> bytes.getInt(Integer.BYTES * i);
            case INT64 -> bytes.getLong(Long.BYTES * i);
            case FLOAT32 -> throw new IllegalStateException("scores are no class indices");
          };
      boolean fits = index >= 0 && index < ClassMask.IGNORE;
      mask[i] = (byte) (fits ? index : ClassMask.IGNORE); // no class, which MaskScores refuses
    }
    return mask;
  }
}
