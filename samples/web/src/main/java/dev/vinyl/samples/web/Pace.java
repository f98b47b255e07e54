package dev.vinyl.samples.web;

import java.time.Duration;

/**
 * How long an upload may take to arrive: a worker waits for its bytes, and workers are few.
 *
 * @param pause the longest between two bytes
 * @param whole the longest from the first byte to the last
 * @param bytesPerSecond the fewest on average, not counting one pause
 */
record Pace(Duration pause, Duration whole, int bytesPerSecond) {
  static final Pace STANDARD = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(60), 10_000);

  /** Whether an upload of which so many bytes have arrived until now may go on. */
  boolean allows(Duration elapsed, long bytes) {
    double counted = elapsed.minus(pause).toNanos() / 1e9;
    return elapsed.compareTo(whole) <= 0 && bytes >= counted * bytesPerSecond;
  }
}
