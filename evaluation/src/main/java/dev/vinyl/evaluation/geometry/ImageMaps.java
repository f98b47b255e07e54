package dev.vinyl.evaluation.geometry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The similarity maps of one image by each encoder of a report. Immutable.
 *
 * @param image its id
 * @param maps for each encoder, in the report's order, by reference patch; without those that the
 *     image has no patch for; empty for an encoder without features of the image
 */
public record ImageMaps(String image, List<Map<ReferencePatch, SimilarityMap>> maps) {

  /** Takes copies. */
  public ImageMaps {
    List<Map<ReferencePatch, SimilarityMap>> copies = new ArrayList<>();
    for (Map<ReferencePatch, SimilarityMap> own : maps) {
      Map<ReferencePatch, SimilarityMap> copy = new EnumMap<>(ReferencePatch.class);
      copy.putAll(own);
      copies.add(Collections.unmodifiableMap(copy));
    }
    maps = List.copyOf(copies);
  }
}
