package dev.vinyl.export.inference;

/** Which range of an activation's values 8 bits are spread over. */
public enum CalibrationMethod {
  /** From the smallest to the largest value that was seen. */
  MIN_MAX(0),
  /** Without the outermost 0.01 % at either end, which are cut off. */
  PERCENTILE(1e-4);

  private final double cutOff;

  CalibrationMethod(double cutOff) {
    this.cutOff = cutOff;
  }

  /** The share of values that is cut off at either end. */
  double cutOff() {
    return cutOff;
  }
}
