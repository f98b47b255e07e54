package dev.vinyl.evaluation.metric;

import java.util.Objects;

/**
 * What a score is. Its name is the same everywhere: on a command line, in JSON, in tables and on
 * pages. What its convention is (which pixels, which mean, what an absent class counts) is part of
 * it.
 *
 * @param family the name, or what the names of several have in common, such as {@code dataset.iou}
 * @param member what follows in the name, such as a class; empty for a score by itself
 * @param kind how it is shown
 * @param reduction of what it is computed
 * @param lowest what it can be, such as 0
 * @param highest what it can be, such as 1; may be infinite
 * @param description what it is, in a line
 */
public record Score(
    String family,
    String member,
    Kind kind,
    Reduction reduction,
    double lowest,
    double highest,
    String description) {

  /** How a score is shown. */
  public enum Kind {
    /** In tables of scores. */
    SINGLE,
    /** As one of the classes, in a chart if there is a {@link Figure.Bars} of its family. */
    OF_CLASS,
    /** As a point of a curve over 1, 2, 3, if there is a {@link Figure.Curve} of its family. */
    OF_CURVE,
    /** In JSON alone: it is another score once more, under a name that goes with its kin. */
    REPEATED
  }

  /** What a score is computed of. */
  public enum Reduction {
    /** All images together. */
    DATASET,
    /** Each image alone; the mean over the images that have a value. */
    IMAGES
  }

  /** Checks that nothing is missing and the range runs upwards. */
  public Score {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reduction, "reduction");
    Objects.requireNonNull(description, "description");
    if (family.isEmpty() || !(lowest < highest)) {
      throw new IllegalArgumentException(
          "a score has a name and a range, got '%s', %s..%s".formatted(family, lowest, highest));
    }
  }

  /** A score by itself, of all images together, 0..1. */
  public static Score ofDataset(String name, String description) {
    return new Score(name, "", Kind.SINGLE, Reduction.DATASET, 0, 1, description);
  }

  /** A score by itself, the mean of the images' own, 0..1. */
  public static Score ofImages(String name, String description) {
    return new Score(name, "", Kind.SINGLE, Reduction.IMAGES, 0, 1, description);
  }

  /** One of a family, of all images together, 0..1. */
  public static Score ofFamily(String family, String member, Kind kind, String description) {
    return new Score(family, member, kind, Reduction.DATASET, 0, 1, description);
  }

  /** This score with another range; ends may be infinite. */
  public Score within(double low, double high) {
    return new Score(family, member, kind, reduction, low, high, description);
  }

  /** This score, shown in another way. */
  public Score as(Kind other) {
    return new Score(family, member, other, reduction, lowest, highest, description);
  }

  /** The whole name, such as {@code dataset.iou.pet}. */
  public String name() {
    return member.isEmpty() ? family : family + "." + member;
  }
}
