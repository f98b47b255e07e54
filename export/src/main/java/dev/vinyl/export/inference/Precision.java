package dev.vinyl.export.inference;

/**
 * The numbers that a model computes with, and how far its answers may be from those of the weights
 * that were trained: the norm of the difference in terms of the answer's norm, and the share of
 * pixels that get the same class.
 */
public enum Precision {
  /** 32-bit floats. */
  FP32(1e-4, 0.9999),
  /**
   * 16-bit floats for weights and products; LayerNorm, softmax, input and output stay in 32 bits.
   */
  FP16(2e-2, 0.995),
  /** Weights as 8-bit integers, activations too, each tensor scaled when it is there. */
  INT8(0.2, 0.97),
  /** Weights and activations as 8-bit integers, scaled by what calibration images gave. */
  INT8_STATIC(0.2, 0.97);

  private final double largestError;
  private final double smallestAgreement;

  Precision(double largestError, double smallestAgreement) {
    this.largestError = largestError;
    this.smallestAgreement = smallestAgreement;
  }

  /** The largest relative error of an output that an export is accepted with. */
  public double largestError() {
    return largestError;
  }

  /** The smallest share of pixels of the same class that a segmenter is accepted with. */
  public double smallestAgreement() {
    return smallestAgreement;
  }
}
