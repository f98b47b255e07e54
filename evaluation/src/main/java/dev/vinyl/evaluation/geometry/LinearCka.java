package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;

/**
 * Linear centred kernel alignment of representations of the same patches (Kornblith, Norouzi, Lee
 * and Hinton 2019): |Y^T X|^2 / (|X^T X| |Y^T Y|) with Frobenius norms, where X and Y are the
 * tokens of all images [T, D], centred. 0..1; 1 if one is a rotation and scaling of the other.
 * Immutable.
 *
 * @param names of the representations: encoders, or layers of one
 * @param values [names, names], symmetric; NaN where a representation does not vary
 */
public record LinearCka(List<String> names, List<List<ConfidenceInterval>> values) {

  /** Takes copies. */
  public LinearCka {
    names = List.copyOf(names);
    List<List<ConfidenceInterval>> rows = new ArrayList<>();
    values.forEach(row -> rows.add(List.copyOf(row)));
    values = List.copyOf(rows);
  }

  /**
   * The alignment of two representations.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ConfidenceInterval between(String first, String second) {
    return values.get(index(first)).get(index(second));
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "no representation is named %s: %s".formatted(name, names));
    }
    return index;
  }
}
