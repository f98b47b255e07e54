package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoder and a linear classifier on each patch token: a class for each patch.
 *
 * <p>Inputs {@code image} [B, 3, S, S] float32 and {@code labels} [B, N] int64, the class of each
 * patch row by row, 0..classes-1 or {@link #IGNORED}. The loss is the mean over the patches that
 * are not ignored of the cross entropy. Prediction {@code logits} [B, N, classes]. Parameters
 * {@code encoder.*} and {@code patch_classifier.*}.
 *
 * @param config sizes of the encoder
 * @param classes number of classes, 2..255
 */
public record SpatialModel(VitConfig config, int classes) implements TrainableModel {

  /** Checks the number of classes. */
  public SpatialModel {
    Heads.checkLabelledClasses(classes);
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    int patches = config.patches();
    Value image = g.graph().input("image", DataType.FLOAT, config.imageShape());
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(patches));
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX, branchScales);

    Value tokens = encoder.encode(encoder.embedPatches(image));
    Value rows = Heads.onEachPatch(g, config, tokens, "patch_classifier", classes);
    Value loss = g.crossEntropy(rows, g.reshape(labels, Shape.rows(patches)), IGNORED);
    return new Outputs(loss, Map.of("logits", g.reshape(rows, Shape.batch(patches, classes))));
  }
}
