package dev.vinyl.export.vit;

import dev.vinyl.export.graph.ElementType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Map;

/**
 * Encoder and segmentation head: a class for each pixel.
 *
 * <p>Inputs {@code image} [B, 3, S, S] float32 and, with the loss, {@code labels} [B, S, S] int64,
 * 0..classes-1 or {@link #IGNORED}. Parameters {@code encoder.*} and {@code mlp.*}.
 *
 * @param config sizes of the encoder
 * @param classes number of classes, at least 2
 */
public record SegmentationModel(VitConfig config, int classes) implements TrainableModel {
  /** What the names of the encoder's parameters begin with. */
  public static final String ENCODER_PREFIX = "encoder.";

  /** Checks the number of classes. */
  public SegmentationModel {
    if (classes < 2 || classes > IGNORED) {
      throw new IllegalArgumentException(
          "classes must be 2..%d, got %d".formatted(IGNORED, classes));
    }
  }

  @Override
  public Outputs build(GraphBuilder g) {
    Value logits = buildLogits(g);
    int size = config.imageSize();
    Value labels = g.graph().input("labels", ElementType.INT64, Shape.batch(size, size));
    return new Outputs(g.crossEntropy(logits, labels, IGNORED), Map.of("logits", logits));
  }

  /** Writes the forward pass alone: image in, logits [B, classes, S, S] out. */
  public Value buildLogits(GraphBuilder g) {
    int size = config.imageSize();
    Shape shape = Shape.batch(VitConfig.CHANNELS, size, size);
    Value image = g.graph().input("image", ElementType.FLOAT, shape);
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX);
    return Heads.segmentation(g, config, encoder.encode(encoder.embedPatches(image)), classes);
  }
}
