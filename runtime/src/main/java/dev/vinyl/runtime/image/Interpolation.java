package dev.vinyl.runtime.image;

/**
 * How an image is resized. All of them let the outer edges of source and target coincide, so that
 * the middle of target pixel x lies at {@code (x + 0.5) * sourceSize / targetSize} in the source.
 */
public enum Interpolation {
  /**
   * The source pixel under the middle of the target pixel: index {@code floor((x + 0.5) *
   * sourceSize / targetSize)}. This is what Pillow and torchvision call NEAREST and OpenCV calls
   * {@code INTER_NEAREST_EXACT}; OpenCV's plain {@code INTER_NEAREST} leaves out the 0.5 and moves
   * the image by up to half a source pixel towards the bottom right.
   */
  NEAREST,
  /** OpenCV's {@code INTER_LINEAR}: bilinear, without smoothing when shrinking. */
  LINEAR,
  /**
   * OpenCV's {@code INTER_AREA}: the mean over the source area that a target pixel covers, when
   * shrinking and when enlarging alike. Enlarged pixels therefore stay visible as blocks, blended
   * only where a target pixel lies across an edge between two of them. Where one side grows and the
   * other shrinks, OpenCV looks at no more than two source pixels along either.
   */
  AREA,
  /** OpenCV's {@code INTER_CUBIC}: bicubic over 4 x 4 pixels. */
  CUBIC
}
