package dev.vinyl.evaluation.geometry;

import java.util.List;

/**
 * Labelled tokens of many images that can be read more than once, as a probe has to: a list, or
 * features that lie on disk. Every call for an image gives the same; several threads may call.
 */
public interface TokenSource {

  /** How many images there are. */
  int images();

  /** One of them, counted from 0. */
  LabelledTokens image(int index);

  /** Images that are held in memory. */
  static TokenSource of(List<LabelledTokens> images) {
    List<LabelledTokens> all = List.copyOf(images);
    return new TokenSource() {
      @Override
      public int images() {
        return all.size();
      }

      @Override
      public LabelledTokens image(int index) {
        return all.get(index);
      }
    };
  }
}
