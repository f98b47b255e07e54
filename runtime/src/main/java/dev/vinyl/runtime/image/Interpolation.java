package dev.vinyl.runtime.image;

/** How a picture is resized; the names and the arithmetic are OpenCV's. */
public enum Interpolation {
  /** {@code INTER_NEAREST}: source index {@code floor(x * sourceSize / targetSize)}. */
  NEAREST,
  /** {@code INTER_LINEAR}: bilinear, without smoothing when shrinking. */
  LINEAR,
  /** {@code INTER_AREA}: the mean over the source area when shrinking. */
  AREA,
  /** {@code INTER_CUBIC}: bicubic over 4 x 4 pixels. */
  CUBIC
}
