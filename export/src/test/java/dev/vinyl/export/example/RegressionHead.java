package dev.vinyl.export.example;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.DecoderHead;
import dev.vinyl.export.vit.VitConfig;
import java.util.Map;

/** The head of the README: a number for each image. */
record RegressionHead() implements DecoderHead {
  @Override
  public String task() {
    return "regression";
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public boolean owns(String parameter) {
    return parameter.equals("regression.weight");
  }

  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) {
    int dim = sizes.dim();
    Value weight = g.graph().parameter("regression.weight", Initializer.linear(dim), 1, dim);
    Value mean = g.reshape(g.reduceMean(tokens, 1), Shape.batch(dim));
    return g.linear(mean, weight, null); // [B, 1]
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value number) {
    Value targets = g.graph().input("targets", DataType.FLOAT, Shape.batch(1));
    Value error = g.sub(number, targets);
    return g.reshape(g.reduceMean(g.mul(error, error), 0), Shape.of());
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value number) {
    return Map.of("number", number);
  }
}
