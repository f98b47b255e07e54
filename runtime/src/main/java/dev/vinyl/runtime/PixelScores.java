package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ClassMask;

/**
 * What a model says about each pixel of one picture, at the size of its output and at any other.
 * Holds no native memory; immutable and thread-safe.
 */
interface PixelScores {
  /** Width of the model's output in pixels. */
  int width();

  /** Height of the model's output in pixels. */
  int height();

  /**
   * The class of each pixel.
   *
   * @param width of the mask, in pixels, at least 1
   * @param height of the mask, in pixels, at least 1
   */
  ClassMask mask(int width, int height);

  /**
   * The probability of one class for each pixel.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return {@code height * width} values in 0..1, [H, W]
   * @throws IllegalStateException if the model gives classes without probabilities
   */
  float[] probabilities(int classIndex, int width, int height);

  /**
   * The mean, over the pixels of the model's output, of the probability of the class that wins.
   *
   * @return in 0..1
   * @throws IllegalStateException if the model gives classes without probabilities
   */
  double confidence();
}
