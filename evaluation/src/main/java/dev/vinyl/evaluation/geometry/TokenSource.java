package dev.vinyl.evaluation.geometry;

import java.util.List;

/**
 * Labelled tokens of many pictures that can be read more than once, as a probe has to: a list, or
 * features that lie on disk. Every call for a picture gives the same; several threads may call.
 */
public interface TokenSource {

  /** How many pictures there are. */
  int pictures();

  /** One of them, counted from 0. */
  LabelledTokens picture(int index);

  /** Pictures that are held in memory. */
  static TokenSource of(List<LabelledTokens> pictures) {
    List<LabelledTokens> all = List.copyOf(pictures);
    return new TokenSource() {
      @Override
      public int pictures() {
        return all.size();
      }

      @Override
      public LabelledTokens picture(int index) {
        return all.get(index);
      }
    };
  }
}
