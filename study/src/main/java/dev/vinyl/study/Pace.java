package dev.vinyl.study;

/**
 * When something is written again that is written while a study runs: not before a pause, and not
 * before many times what it took the last time, so that a study is hardly slower for it. Used by
 * one thread at a time.
 */
final class Pace {
  /** Writing takes at most one part of so many. */
  private static final long PARTS = 50;

  private final long pause;
  private long next;
  private boolean began;

  /**
   * Due at once, the first time.
   *
   * @param pause the least time from one end to the next beginning, in nanoseconds
   */
  Pace(long pause) {
    this.pause = pause;
  }

  /**
   * Whether it is time.
   *
   * @param now as {@link System#nanoTime} counts
   */
  boolean isDue(long now) {
    return !began || now - next >= 0;
  }

  /** It was written. */
  void took(long start, long end) {
    began = true;
    next = end + Math.max(pause, (PARTS - 1) * (end - start));
  }
}
