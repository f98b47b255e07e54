package dev.vinyl.export.graph;

/** A tensor in a graph: something to hand to the next operator. Made by {@link GraphBuilder}. */
public final class Value {
  /** Stands for an optional input that is not given. */
  public static final Value NONE = new Value("", DataType.FLOAT, Shape.of());

  private final String name;
  private final DataType type;
  private final Shape shape;

  Value(String name, DataType type, Shape shape) {
    this.name = name;
    this.type = type;
    this.shape = shape;
  }

  /** Its name in the ONNX file, unique in its graph. */
  public String name() {
    return name;
  }

  /** What its elements are. */
  public DataType type() {
    return type;
  }

  /** Its sizes. */
  public Shape shape() {
    return shape;
  }

  /** Its number of dimensions. */
  public int rank() {
    return shape.rank();
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
