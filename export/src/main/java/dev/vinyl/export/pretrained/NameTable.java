package dev.vinyl.export.pretrained;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of parameters on two sides, as pairs of patterns: {@code #} stands for a block's number,
 * {@code *} at the end for what follows, such as {@code weight}. The first pattern that matches a
 * whole name counts.
 */
final class NameTable {
  private record Pair(String left, String right) {}

  private final List<Pair> pairs = new ArrayList<>();

  /** The same names on both sides, but for those that are added. */
  NameTable() {}

  /** Adds a pair of patterns, with as many {@code #} and {@code *} on both sides. */
  NameTable with(String left, String right) {
    pairs.add(new Pair(left, right));
    return this;
  }

  Optional<String> toRight(String name) {
    return pairs.stream().flatMap(p -> moved(name, p.left(), p.right()).stream()).findFirst();
  }

  Optional<String> toLeft(String name) {
    return pairs.stream().flatMap(p -> moved(name, p.right(), p.left()).stream()).findFirst();
  }

  private static Optional<String> moved(String name, String from, String to) {
    String regex =
        ("\\Q" + from + "\\E").replace("#", "\\E(\\d{1,9})\\Q").replace("*", "\\E(.+)\\Q");
    Matcher matcher = Pattern.compile(regex).matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String result = to;
    for (int i = 1; i <= matcher.groupCount(); i++) {
      result = result.replaceFirst("[#*]", Matcher.quoteReplacement(matcher.group(i)));
    }
    return Optional.of(result);
  }
}
