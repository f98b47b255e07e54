package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Map;

/**
 * A linear classifier on what stands for an image, its class token where there is one: a class for
 * each image.
 *
 * <p>The loss takes {@code targets} [B, classes] float32, the share of each class, which add up to
 * 1 in each row; it is the mean over images of the cross entropy with these shares. Output {@code
 * logits} [B, classes]. Parameters {@code classifier.*}.
 *
 * @param classes number of classes, at least 2
 */
public record ClassificationHead(int classes) implements DecoderHead {

  /** Checks the number of classes. */
  public ClassificationHead {
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, got " + classes);
    }
  }

  @Override
  public String task() {
    return ModelTask.CLASSIFY;
  }

  @Override
  public boolean owns(String parameter) {
    return parameter.startsWith("classifier.");
  }

  /** {@linkplain VisionTransformer#summarize One for each image}, [B, D]. */
  @Override
  public Value tokens(GraphBuilder g, VisionTransformer encoder, Value image) {
    return encoder.summarize(encoder.embedPatches(image));
  }

  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value summary) {
    return Heads.linear(g, summary, "classifier", sizes.dim(), classes, true);
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value logits) {
    Value targets = g.graph().input("targets", DataType.FLOAT, Shape.batch(classes));
    Value crossEntropy = g.neg(g.reduceSum(g.mul(targets, g.logSoftmax(logits)), 1)); // [B, 1]
    return g.reshape(g.reduceMean(crossEntropy, 0), Shape.of());
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value logits) {
    return Map.of("logits", logits);
  }
}
