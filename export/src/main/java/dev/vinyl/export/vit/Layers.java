package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Value;

/** Layers with parameters of their own, declared under names with one prefix. */
final class Layers {
  private final GraphBuilder g;
  private final String prefix;
  private final float epsilon;

  /**
   * Layers of a model.
   *
   * @param epsilon of its norms
   */
  Layers(GraphBuilder g, String prefix, float epsilon) {
    this.g = g;
    this.prefix = prefix;
    this.epsilon = epsilon;
  }

  GraphBuilder graph() {
    return g;
  }

  Value parameter(String name, Initializer initializer, long... sizes) {
    return g.graph().parameter(prefix + name, initializer, sizes);
  }

  /** x [rows, in] to [rows, out]. */
  Value linear(Value x, String name, int in, int out, boolean bias) {
    return Heads.linear(g, x, prefix + name, in, out, bias);
  }

  Value layerNorm(Value x, String name, int size) {
    return g.layerNorm(x, scale(name, size), bias(name, size), epsilon);
  }

  /** See {@link GraphBuilder#centredLayerNorm}. */
  Value centredLayerNorm(Value x, String name, int size) {
    return g.centredLayerNorm(x, scale(name, size), bias(name, size), epsilon);
  }

  private Value scale(String norm, int size) {
    return parameter(norm + ".weight", Initializer.ones(), size);
  }

  private Value bias(String norm, int size) {
    return parameter(norm + ".bias", Initializer.zeros(), size);
  }
}
