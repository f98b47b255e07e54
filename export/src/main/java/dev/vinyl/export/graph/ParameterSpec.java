package dev.vinyl.export.graph;

/**
 * A parameter that a graph declares.
 *
 * @param value its handle in the graph; the name is the parameter's name
 * @param initializer how its initial values are drawn
 */
public record ParameterSpec(Value value, Initializer initializer) {

  /** Its name. */
  public String name() {
    return value.name();
  }

  /** Its sizes, all fixed. */
  public long[] sizes() {
    Shape shape = value.shape();
    long[] sizes = new long[shape.rank()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.size(i);
    }
    return sizes;
  }
}
