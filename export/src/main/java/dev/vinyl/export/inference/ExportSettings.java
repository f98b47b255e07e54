package dev.vinyl.export.inference;

import java.util.Objects;

/**
 * How a model is written.
 *
 * @param variant whom the file is for
 * @param opset version of ONNX's operators, 13..21
 * @param precision the numbers that it computes with
 * @param calibration how {@link Precision#INT8_STATIC} finds its scales
 * @param preprocessing whether the file takes images as they are: {@code picture} [B, H, W, 3]
 *     uint8 of any size in the place of {@code image}
 */
public record ExportSettings(
    Variant variant,
    int opset,
    Precision precision,
    CalibrationMethod calibration,
    boolean preprocessing) {

  /** The opset of {@link #defaults}: the first one with LayerNormalization. */
  public static final int DEFAULT_OPSET = 17;

  /** Checks what does not go together; the message says what to do. */
  public ExportSettings {
    Objects.requireNonNull(variant, "variant");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(calibration, "calibration");
    if (opset < 13 || opset > 21) {
      throw new IllegalArgumentException("opset must be 13..21, got " + opset);
    }
    if (precision == Precision.FP16 && opset < DEFAULT_OPSET) {
      throw new IllegalArgumentException(
          "fp16 keeps LayerNormalization in 32 bits, which opset %d does not have; take 17 or more"
              .formatted(opset));
    }
  }

  /** Standard operators of opset 17 in 32 bits, which take preprocessed images. */
  public static ExportSettings defaults() {
    return new ExportSettings(
        Variant.PORTABLE, DEFAULT_OPSET, Precision.FP32, CalibrationMethod.PERCENTILE, false);
  }

  /** For another variant. */
  public ExportSettings withVariant(Variant other) {
    return new ExportSettings(other, opset, precision, calibration, preprocessing);
  }

  /** In other numbers. */
  public ExportSettings withPrecision(Precision other) {
    return new ExportSettings(variant, opset, other, calibration, preprocessing);
  }

  /** For another opset. */
  public ExportSettings withOpset(int other) {
    return new ExportSettings(variant, other, precision, calibration, preprocessing);
  }

  /** With or without preprocessing in the file. */
  public ExportSettings withPreprocessing(boolean inside) {
    return new ExportSettings(variant, opset, precision, calibration, inside);
  }

  /** With another choice of scales. */
  public ExportSettings withCalibration(CalibrationMethod other) {
    return new ExportSettings(variant, opset, precision, other, preprocessing);
  }
}
