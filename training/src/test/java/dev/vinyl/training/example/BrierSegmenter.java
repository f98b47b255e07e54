package dev.vinyl.training.example;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A segmenter whose loss is the squared error of the classes' probabilities (Brier's score). */
record BrierSegmenter(EncoderDecoder model) implements TrainableModel {
  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    int height = config().imageHeight();
    int width = config().imageWidth();
    Value image = g.graph().input("image", DataType.FLOAT, Shape.batch(3, height, width));
    Value logits = Objects.requireNonNull(model.forward(g, image).get("logits")); // [B, C, H, W]
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(height, width));
    Value probabilities = g.softmax(g.transpose(logits, 0, 2, 3, 1)); // [B, H, W, C]
    Value error = g.sub(probabilities, g.oneHot(labels, classes()));
    Value loss = g.reshape(g.reduceMean(g.mul(error, error), 0, 1, 2, 3), Shape.of());
    return new Outputs(loss, Map.of("logits", logits));
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public VitConfig config() {
    return model.config();
  }
}
