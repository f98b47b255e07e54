package dev.vinyl.evaluation.report;

import dev.vinyl.runtime.internal.io.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a score has to be, such as {@code dataset.miou>=0.60}.
 *
 * @param score the path of a number below {@code models[i].scores} of the JSON report
 * @param comparison of the score with the bound
 * @param bound what it is compared with
 */
public record ScoreRequirement(String score, Comparison comparison, double bound) {
  private static final Pattern TEXT =
      Pattern.compile("\\s*([^<>=\\s]+)\\s*(>=|<=|>|<)\\s*(\\S+)\\s*");

  private static final int MOST_NEAR = 3;

  /** How a score and a bound may stand to each other. */
  public enum Comparison {
    /** The score is the bound or more. */
    AT_LEAST(">="),
    /** The score is the bound or less. */
    AT_MOST("<="),
    /** The score is more than the bound. */
    ABOVE(">"),
    /** The score is less than the bound. */
    BELOW("<");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    private static Comparison of(String sign) {
      for (Comparison comparison : values()) {
        if (comparison.sign.equals(sign)) {
          return comparison;
        }
      }
      throw new IllegalArgumentException("no comparison is written " + sign);
    }
  }

  /** Checks the bound. */
  public ScoreRequirement {
    if (!Double.isFinite(bound)) {
      throw new IllegalArgumentException("a score is compared with a number, got " + bound);
    }
  }

  /**
   * Reads a requirement.
   *
   * @throws IllegalArgumentException if it is not {@code PATH>=NUMBER} or the like
   */
  public static ScoreRequirement parse(String text) {
    Matcher parts = TEXT.matcher(text);
    try {
      if (parts.matches()) {
        return new ScoreRequirement(
            parts.group(1), Comparison.of(parts.group(2)), Double.parseDouble(parts.group(3)));
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "a requirement looks like dataset.miou>=0.60, with >=, <=, > or <; got '%s'"
            .formatted(text),
        cause);
  }

  /**
   * Makes sure that there is such a score.
   *
   * @param known the names of all, from {@link EvaluationReport#scoreNames}
   * @throws IllegalArgumentException if there is not; it names the nearest ones
   */
  public void checkNamed(Collection<String> known) {
    if (!known.contains(score)) {
      throw new IllegalArgumentException(this + ": " + unknown(known));
    }
  }

  /** That there is no such score, and which are near. */
  String unknown(Collection<String> known) {
    List<String> names =
        known.stream()
            .filter(other -> !other.contains(".ci95.") && !other.contains(".bins."))
            .toList();
    String near = String.join(", ", Spelling.near(score, names, MOST_NEAR));
    return "there is no score '%s'; %s"
        .formatted(
            score, near.isEmpty() ? "name one below scores in scores.json" : "near are " + near);
  }

  /** Whether a score is as required; NaN never is. */
  public boolean holds(double value) {
    return switch (comparison) {
      case AT_LEAST -> value >= bound;
      case AT_MOST -> value <= bound;
      case ABOVE -> value > bound;
      case BELOW -> value < bound;
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s%s%s", score, comparison.sign, bound);
  }
}
