package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as pages show them, the same in every locale. */
final class Numbers {
  /** What stands where a number is undefined. */
  static final String UNDEFINED = "n/a";

  /** What stands where a class has no number, because no pixel is of it. */
  static final String ABSENT = "\u2013";

  private Numbers() {}

  /** Three decimals. */
  static String score(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : UNDEFINED;
  }

  /** Three decimals with a sign. */
  static String change(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.3f", value) : UNDEFINED;
  }

  /** Three significant digits for numbers of any size. */
  static String plain(double value) {
    if (!Double.isFinite(value)) {
      return UNDEFINED;
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.001 ? "%.3f" : "%.1e";
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : UNDEFINED;
  }

  /** One decimal, below 0.1 % as many as it takes. */
  static String smallPercent(double share) {
    return share > 0 && share < 0.001 ? plain(100 * share) + " %" : percent(share);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Such as {@code 0.621 (95 % interval 0.609 to 0.632)}. */
  static String withInterval(ConfidenceInterval value) {
    return hasRange(value)
        ? "%s (%s %s)".formatted(plain(value.estimate()), level(value), range(value))
        : plain(value.estimate());
  }

  static String range(ConfidenceInterval value) {
    return plain(value.low()) + " to " + plain(value.high());
  }

  static String level(ConfidenceInterval value) {
    return axis(100 * value.level()) + " % interval";
  }

  static boolean hasRange(ConfidenceInterval value) {
    return Double.isFinite(value.low()) && Double.isFinite(value.high());
  }

  /** At most two decimals: a hundredth of a pixel. */
  static String coordinate(double value) {
    return rounded(value, 2);
  }

  /** A value on an axis or in a label, without the trailing digits of binary fractions. */
  static String axis(double value) {
    return rounded(value, 6);
  }

  private static String rounded(double value, int decimals) {
    BigDecimal number = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
