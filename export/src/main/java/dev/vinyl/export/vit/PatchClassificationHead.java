package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Map;

/**
 * A linear classifier on each patch token: a class for each patch.
 *
 * <p>The loss takes {@code labels} [B, N] int64, the class of each patch row by row, 0..classes-1
 * or {@link TrainableModel#IGNORED}; it is the mean of the cross entropy over the patches that are
 * not ignored. Output {@code logits} [B, N, classes]. Parameters {@code patch_classifier.*}.
 *
 * @param classes number of classes, 2..255
 */
public record PatchClassificationHead(int classes) implements DecoderHead {

  /** Checks the number of classes. */
  public PatchClassificationHead {
    Heads.checkLabelledClasses(classes);
  }

  /** {@code spatial}, which no task of the runtime's is. */
  @Override
  public String task() {
    return "spatial";
  }

  @Override
  public boolean owns(String parameter) {
    return parameter.startsWith("patch_classifier.");
  }

  /** Rows [N B, classes]. */
  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) {
    return Heads.onEachPatch(g, sizes, tokens, "patch_classifier", classes);
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value rows) {
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(sizes.patches()));
    Value flat = g.reshape(labels, Shape.rows(sizes.patches()));
    return g.crossEntropy(rows, flat, TrainableModel.IGNORED);
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value rows) {
    return Map.of("logits", g.reshape(rows, Shape.batch(sizes.patches(), classes)));
  }
}
