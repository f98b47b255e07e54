package dev.vinyl.runtime.internal.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the word that somebody meant. */
public final class Spelling {
  private Spelling() {}

  /**
   * The known words that need the fewest changed letters, the nearest first; none of which half or
   * more would have to change.
   *
   * @param most of them
   */
  public static List<String> near(String written, Collection<String> known, int most) {
    return known.stream()
        .filter(word -> 2 * distance(written, word) < Math.max(written.length(), word.length()))
        .sorted(Comparator.comparingInt(word -> distance(written, word)))
        .limit(most)
        .toList();
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
