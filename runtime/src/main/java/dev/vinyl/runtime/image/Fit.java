package dev.vinyl.runtime.image;

/**
 * How an image of any shape gets into a model's input of a fixed height and width. Where exactly
 * its pixels come to lie is a {@link Placement}.
 */
public enum Fit {
  /** Resized to height and width, each by a factor of its own. */
  STRETCH,
  /**
   * Resized by one factor, so that it just fits inside, and put in the middle; the rest is padding.
   */
  LETTERBOX,
  /**
   * As large as it is. Training sees random windows of the input's size; a segmenter covers the
   * image with overlapping windows. Where there can be one input only, such as for features, it
   * shows the middle of the image. What a smaller image does not fill is padding.
   */
  CROP,
  /**
   * Its shorter side is resized to {@link PreprocessSpec#resize} pixels, then the middle is cut
   * out: what most encoders for whole images expect. A segmenter cannot say anything of what is cut
   * off, so there is none.
   */
  CENTER_CROP
}
