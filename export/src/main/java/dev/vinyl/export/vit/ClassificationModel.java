package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoder and a linear classifier on the class token: a class for each image.
 *
 * <p>Inputs {@code image} [B, 3, S, S] float32 and {@code targets} [B, classes] float32, the share
 * of each class, which add up to 1 in each row. The loss is the mean over images of the cross
 * entropy with these shares. Prediction {@code logits} [B, classes]. Parameters {@code encoder.*}
 * and {@code classifier.*}.
 *
 * @param config sizes of the encoder
 * @param classes number of classes, at least 2
 */
public record ClassificationModel(VitConfig config, int classes)
    implements TrainableModel, InferenceModel {

  /** Checks the number of classes. */
  public ClassificationModel {
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, got " + classes);
    }
  }

  @Override
  public String task() {
    return ModelTask.CLASSIFY;
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    Value image = g.graph().input("image", DataType.FLOAT, config.imageShape());
    Value targets = g.graph().input("targets", DataType.FLOAT, Shape.batch(classes));
    Value logits = logits(g, image, branchScales);
    Value crossEntropy = g.neg(g.reduceSum(g.mul(targets, g.logSoftmax(logits)), 1)); // [B, 1]
    Value loss = g.reshape(g.reduceMean(crossEntropy, 0), Shape.of());
    return new Outputs(loss, Map.of("logits", logits));
  }

  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    return Map.of("logits", logits(g, image, null));
  }

  private Value logits(GraphBuilder g, Value image, @Nullable Value branchScales) {
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX, branchScales);
    Value tokens = encoder.encodeWithClassToken(encoder.embedPatches(image)); // [B, 1 + N, D]
    Value classToken = g.reshape(g.slice(tokens, 1, 0, 1), Shape.batch(config.dim()));
    return Heads.linear(g, classToken, "classifier", config.dim(), classes, true);
  }
}
