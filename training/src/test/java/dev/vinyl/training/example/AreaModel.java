package dev.vinyl.training.example;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VisionTransformer;
import dev.vinyl.export.vit.VitConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A number for each image from the mean of its tokens; the loss is its mean squared error. */
record AreaModel(VitConfig config) implements TrainableModel {
  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    int dim = config.dim();
    int height = config.imageHeight();
    int width = config.imageWidth();
    Value image = g.graph().input("image", DataType.FLOAT, Shape.batch(3, height, width));
    Value area = g.graph().input("area", DataType.FLOAT, Shape.batch(1));
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX);
    Value tokens = encoder.encode(encoder.embedPatches(image)); // [B, N, D]
    Value mean = g.reshape(g.reduceMean(tokens, 1), Shape.batch(dim));
    Value weight = g.graph().parameter("area.weight", Initializer.linear(dim), 1, dim);
    Value bias = g.graph().parameter("area.bias", Initializer.linear(dim), 1);
    Value predicted = g.linear(mean, weight, bias); // [B, 1]
    Value error = g.sub(predicted, area);
    Value loss = g.reshape(g.reduceMean(g.mul(error, error), 0), Shape.of());
    return new Outputs(loss, Map.of("predicted_area", predicted));
  }

  @Override
  public int classes() {
    return 0;
  }
}
