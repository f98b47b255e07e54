package dev.vinyl.export.graph;

/** How a parameter's initial values are drawn. */
public sealed interface Initializer {

  /** Every value the same. */
  record Constant(float value) implements Initializer {}

  /** Uniform in [-bound, bound). */
  record Uniform(float bound) implements Initializer {
    /** Checks the bound. */
    public Uniform {
      if (!(bound > 0)) {
        throw new IllegalArgumentException("bound must be above 0, got " + bound);
      }
    }
  }

  /** Normal with mean 0. */
  record Normal(float standardDeviation) implements Initializer {
    /** Checks the standard deviation. */
    public Normal {
      if (!(standardDeviation > 0)) {
        throw new IllegalArgumentException(
            "standardDeviation must be above 0, got " + standardDeviation);
      }
    }
  }

  /** What PyTorch gives weight and bias of a Linear: uniform in +-1/sqrt(fanIn). */
  static Initializer linear(int fanIn) {
    return new Uniform((float) (1 / Math.sqrt(fanIn)));
  }

  /** Every value 0. */
  static Initializer zeros() {
    return new Constant(0);
  }

  /** Every value 1. */
  static Initializer ones() {
    return new Constant(1);
  }
}
