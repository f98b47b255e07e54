package dev.vinyl.study.internal.results;

import java.util.Collection;
import java.util.Locale;

/** What the data say of a claim. */
public enum Verdict {
  /** The interval lies on the claimed side of 0. */
  SUPPORTED,
  /** The interval lies on the other side. */
  CONTRADICTED,
  /** The interval holds 0, or there is none. */
  UNDECIDED;

  /** Of a difference that is claimed to be above 0. */
  static Verdict above(double low, double high) {
    return low > 0 ? SUPPORTED : high < 0 ? CONTRADICTED : UNDECIDED;
  }

  /** Of a claim whose parts all have to hold: one that is contradicted is enough against it. */
  static Verdict of(Collection<Verdict> parts) {
    if (parts.contains(CONTRADICTED)) {
      return CONTRADICTED;
    }
    return parts.isEmpty() || parts.contains(UNDECIDED) ? UNDECIDED : SUPPORTED;
  }

  /** For people and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
