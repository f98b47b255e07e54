package dev.vinyl.evaluation.metric;

/**
 * What a class counts in a mean if neither ground truth nor prediction has a pixel of it, so that
 * its own score is 0 / 0. Over a whole data set this hardly ever happens; in a single image it is
 * usual.
 */
public enum AbsentClasses {
  /** It is left out of the mean. */
  SKIP,
  /** It counts 0: an image without one of the classes cannot reach 1. */
  ZERO,
  /** It counts 1: that nothing was predicted where nothing is, is right. */
  ONE;

  /** What the paper does. */
  public static final AbsentClasses PAPER = ZERO;
}
