package dev.vinyl.export.inference;

import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import java.util.Objects;

/**
 * How a model is written.
 *
 * @param variant whom the file is for
 * @param opset version of ONNX's operators, 13..23; 23 for {@link Variant#OPTIMIZED}
 * @param precision the numbers that it computes with
 * @param calibration how {@link Precision#INT8_STATIC} finds its scales
 * @param preprocessing whether the file takes images as they are: {@code picture} [B, H, W, 3]
 *     uint8 of any size in the place of {@code image}
 * @param anySize whether {@code image} may have any height and width that the patch divides; for
 *     features alone
 */
public record ExportSettings(
    Variant variant,
    int opset,
    Precision precision,
    CalibrationMethod calibration,
    boolean preprocessing,
    boolean anySize) {

  private static final int OPSET_WITH_LAYER_NORM = 17;

  /** Checks what does not go together; the message says what to do. */
  public ExportSettings {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(calibration, "calibration");
    if (opset < 13 || opset > 23) {
      throw new IllegalArgumentException("opset must be 13..23, got " + opset);
    }
    if (precision == Precision.FP16 && opset < OPSET_WITH_LAYER_NORM) {
      throw new IllegalArgumentException(
          "fp16 keeps LayerNormalization in 32 bits, which opset %d does not have; take 17 or more"
              .formatted(opset));
    }
    if (preprocessing && anySize) {
      throw new IllegalArgumentException(
          "preprocessing in the file (--with-preprocessing) makes images of one size; leave it out"
              + " or give the size");
    }
    if (variant == Variant.OPTIMIZED && opset < variant.opset()) {
      throw new IllegalArgumentException(
          "optimized models need the Attention of opset %d, got opset %d; leave the opset out or take portable"
              .formatted(variant.opset(), opset));
    }
  }

  /** For images of one size, as components say. */
  public ExportSettings(
      Variant variant,
      int opset,
      Precision precision,
      CalibrationMethod calibration,
      boolean preprocessing) {
    this(variant, opset, precision, calibration, preprocessing, false);
  }

  /** Standard operators of opset 17 in 32 bits, which take preprocessed images. */
  public static ExportSettings defaults() {
    return new ExportSettings(
        Variant.PORTABLE,
        Variant.PORTABLE.opset(),
        Precision.FP32,
        CalibrationMethod.PERCENTILE,
        false);
  }

  /** For another variant, of the opset that it takes by itself. */
  public ExportSettings withVariant(Variant other) {
    return new ExportSettings(other, other.opset(), precision, calibration, preprocessing, anySize);
  }

  /** In other numbers. */
  public ExportSettings withPrecision(Precision other) {
    return new ExportSettings(variant, opset, other, calibration, preprocessing, anySize);
  }

  /** For another opset. */
  public ExportSettings withOpset(int other) {
    return new ExportSettings(variant, other, precision, calibration, preprocessing, anySize);
  }

  /** With or without preprocessing in the file. */
  public ExportSettings withPreprocessing(boolean inside) {
    return new ExportSettings(variant, opset, precision, calibration, inside, anySize);
  }

  /** With another choice of scales. */
  public ExportSettings withCalibration(CalibrationMethod other) {
    return new ExportSettings(variant, opset, precision, other, preprocessing, anySize);
  }

  /** For images of any height and width that the patch divides, or of one size. */
  public ExportSettings withAnySize(boolean any) {
    return new ExportSettings(variant, opset, precision, calibration, preprocessing, any);
  }

  /**
   * The numbers that a model computes with, and how far its answers may be from those of the
   * weights that were trained: the norm of the difference in terms of the answer's norm, and the
   * share of pixels that get the same class.
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

  /** Whom a model file is for. */
  public enum Variant {
    /** Any runtime: standard ONNX operators only. */
    PORTABLE(Dialect.STANDARD, OPSET_WITH_LAYER_NORM),
    /**
     * ONNX Runtime 1.24 or newer: its own operators where they are faster, and the newest opset.
     */
    OPTIMIZED(Dialect.ONNX_RUNTIME_FUSED, Graph.OPSET_WITH_ATTENTION);

    private final Dialect dialect;
    private final int opset;

    Variant(Dialect dialect, int opset) {
      this.dialect = dialect;
      this.opset = opset;
    }

    /** The opset that a file is written in unless another one is asked for. */
    public int opset() {
      return opset;
    }

    Dialect dialect() {
      return dialect;
    }
  }

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
}
