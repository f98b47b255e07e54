package dev.vinyl.training.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant. */
final class Spelling {
  private Spelling() {}

  /** The known word that needs the fewest changed letters, if those are less than half of it. */
  static Optional<String> nearest(String written, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(word -> distance(written, word)))
        .filter(word -> 2 * distance(written, word) < Math.max(written.length(), word.length()));
  }

  /** Levenshtein's distance, upper and lower case alike. */
  static int distance(String a, String b) {
    String from = a.toLowerCase(Locale.ROOT);
    String to = b.toLowerCase(Locale.ROOT);
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
