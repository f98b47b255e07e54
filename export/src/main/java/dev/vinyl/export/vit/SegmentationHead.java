package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.runtime.model.ModelTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A linear layer on each patch token, read as classes x P x P pixels: a class for each pixel.
 *
 * <p>The loss takes {@code labels} [B, S, S] int64, 0..classes-1 or {@link TrainableModel#IGNORED}.
 * Output {@code logits} [B, classes, S, S]. Parameters {@code mlp.*}.
 *
 * @param classes number of classes, 2..255
 * @param objective the loss that training minimizes
 */
public record SegmentationHead(int classes, SegmentationLoss objective) implements DecoderHead {
  private static final String LOGITS = "logits";

  /** Checks the number of classes and, where classes have weights, that each has one. */
  public SegmentationHead {
    Heads.checkLabelledClasses(classes);
    int weights = objective.classWeights().size();
    if (weights != 0 && weights != classes) {
      throw new IllegalArgumentException(
          "%d classes need as many classWeights, got %s"
              .formatted(classes, objective.classWeights()));
    }
  }

  /** With the paper's loss, the mean cross entropy. */
  public SegmentationHead(int classes) {
    this(classes, SegmentationLoss.CROSS_ENTROPY);
  }

  /**
   * A segmenter for use that decides: outputs {@code mask} [B, S, S] uint8, the class of the
   * largest logit (the lower index of equal ones), and {@code confidence} [B, S, S], its softmax
   * probability. Where logits are NaN or infinite the mask has some class nevertheless, but the
   * confidence is NaN: by that the runtime refuses such an answer.
   */
  public static InferenceModel maskOutput(EncoderDecoder segmenter) {
    return new MaskOutput(segmenter);
  }

  /**
   * A segmenter for use that also shows what it goes by: outputs {@code logits} [B, classes, S, S]
   * and {@code tokens} [B, N, D], the encoder's patch tokens after the final norm, row by row.
   */
  public static InferenceModel tokenOutput(EncoderDecoder segmenter) {
    return new TokenOutput(segmenter);
  }

  @Override
  public String task() {
    return ModelTask.SEGMENT;
  }

  @Override
  public boolean owns(String parameter) {
    return parameter.startsWith("mlp.");
  }

  /** The head has a row for each class of each pixel of a patch. */
  @Override
  public Optional<DecoderHead> fitted(VitConfig sizes, ParameterSet weights) {
    Optional<Parameter> bias = weights.find("mlp.bias");
    if (bias.isEmpty()) {
      return Optional.empty();
    }
    int pixels = sizes.patchSize() * sizes.patchSize();
    int rows = bias.get().values().length;
    int found = rows / pixels;
    if (rows % pixels != 0 || found < 2 || found > TrainableModel.IGNORED) {
      throw new IllegalArgumentException(
          "%s: should be 2 to %d classes x %d pixels of a patch"
              .formatted(bias.get(), TrainableModel.IGNORED, pixels));
    }
    return Optional.of(new SegmentationHead(found));
  }

  /** Class logits of each pixel, [B, classes, S, S]. */
  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) {
    int grid = sizes.gridSize();
    int size = sizes.patchSize();
    Value pixels = Heads.onEachPatch(g, sizes, tokens, "mlp", classes * size * size);
    Value patches = g.reshape(pixels, Shape.batch(grid, grid, classes, size, size));
    return g.reshape(
        g.transpose(patches, 0, 3, 1, 4, 2, 5),
        Shape.batch(classes, sizes.imageSize(), sizes.imageSize()));
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value logits) {
    Shape pixels = Shape.batch(sizes.imageSize(), sizes.imageSize());
    return objective.of(g, logits, g.graph().input("labels", DataType.INT64, pixels));
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value logits) {
    return Map.of(LOGITS, logits);
  }

  private record MaskOutput(EncoderDecoder segmenter) implements InferenceModel {
    @Override
    public String task() {
      return segmenter.task();
    }

    @Override
    public VitConfig config() {
      return segmenter.config();
    }

    @Override
    public int classes() {
      return segmenter.classes();
    }

    @Override
    public Map<String, Value> forward(GraphBuilder g, Value image) {
      Value logits = Objects.requireNonNull(segmenter.forward(g, image).get(LOGITS));
      InferenceOperators operators = new InferenceOperators(g);
      int size = config().imageSize();
      Value largest = operators.reduceMax(g.softmax(logits, 1), 1);
      Map<String, Value> outputs = new LinkedHashMap<>();
      outputs.put("mask", g.cast(operators.argMax(logits, 1), DataType.UINT8));
      outputs.put("confidence", g.reshape(largest, Shape.batch(size, size)));
      return outputs;
    }
  }

  private record TokenOutput(EncoderDecoder segmenter) implements InferenceModel {
    @Override
    public String task() {
      return segmenter.task();
    }

    @Override
    public VitConfig config() {
      return segmenter.config();
    }

    @Override
    public int classes() {
      return segmenter.classes();
    }

    @Override
    public Map<String, Value> forward(GraphBuilder g, Value image) {
      DecoderHead head = segmenter.head();
      VisionTransformer encoder = new VisionTransformer(g, config(), TrainableModel.ENCODER_PREFIX);
      Value tokens = head.tokens(g, encoder, image);
      Map<String, Value> outputs = new LinkedHashMap<>();
      outputs.put(LOGITS, head.decode(g, config(), tokens));
      outputs.put("tokens", tokens);
      return outputs;
    }
  }
}
