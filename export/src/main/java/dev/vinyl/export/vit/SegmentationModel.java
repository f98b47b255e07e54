package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoder and segmentation head: a class for each pixel.
 *
 * <p>Inputs {@code image} [B, 3, S, S] float32 and, with the loss, {@code labels} [B, S, S] int64,
 * 0..classes-1 or {@link #IGNORED}. Prediction {@code logits} [B, classes, S, S]. Parameters {@code
 * encoder.*} and {@code mlp.*}.
 *
 * @param config sizes of the encoder
 * @param classes number of classes, 2..255
 * @param loss the objective that training minimizes
 */
public record SegmentationModel(VitConfig config, int classes, SegmentationLoss loss)
    implements TrainableModel, InferenceModel {

  /** Checks the number of classes and, where classes have weights, that each has one. */
  public SegmentationModel {
    Heads.checkLabelledClasses(classes);
    int weights = loss.classWeights().size();
    if (weights != 0 && weights != classes) {
      throw new IllegalArgumentException(
          "%d classes need as many classWeights, got %s".formatted(classes, loss.classWeights()));
    }
  }

  /** With the paper's loss, the mean cross entropy. */
  public SegmentationModel(VitConfig config, int classes) {
    this(config, classes, SegmentationLoss.CROSS_ENTROPY);
  }

  @Override
  public String task() {
    return ModelTask.SEGMENT;
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    Value image = g.graph().input("image", DataType.FLOAT, config.imageShape());
    Value logits = logits(g, image, branchScales);
    int size = config.imageSize();
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(size, size));
    return new Outputs(loss.of(g, logits, labels), Map.of("logits", logits));
  }

  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    return Map.of("logits", logits(g, image));
  }

  /** Class logits of each pixel, [B, classes, S, S]. */
  Value logits(GraphBuilder g, Value image) {
    return logits(g, image, null);
  }

  /** The encoder's patch tokens after the final norm, [B, N, D]. */
  Value tokens(GraphBuilder g, Value image) {
    return tokens(g, image, null);
  }

  private Value logits(GraphBuilder g, Value image, @Nullable Value branchScales) {
    return Heads.segmentation(g, config, tokens(g, image, branchScales), classes);
  }

  private Value tokens(GraphBuilder g, Value image, @Nullable Value branchScales) {
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX, branchScales);
    return encoder.encode(encoder.embedPatches(image));
  }
}
