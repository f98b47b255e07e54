package dev.vinyl.evaluation.geometry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The similarity maps of one picture by each encoder of a report. Immutable.
 *
 * @param picture its id
 * @param maps for each encoder, in the report's order, by reference patch; without those that the
 *     picture has no patch for; empty for an encoder without features of the picture
 */
public record PictureMaps(String picture, List<Map<ReferencePatch, SimilarityMap>> maps) {

  /** Takes copies. */
  public PictureMaps {
    List<Map<ReferencePatch, SimilarityMap>> copies = new ArrayList<>();
    for (Map<ReferencePatch, SimilarityMap> own : maps) {
      Map<ReferencePatch, SimilarityMap> copy = new EnumMap<>(ReferencePatch.class);
      copy.putAll(own);
      copies.add(Collections.unmodifiableMap(copy));
    }
    maps = List.copyOf(copies);
  }
}
