package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * How well tokens follow the segmentation: a picture's region is the set of its patches of one
 * class. Every number is one of each picture, averaged over the pictures that have it. Immutable.
 *
 * @param within mean cosine of two patches of the same region, -1..1
 * @param across mean cosine of two patches of different regions, -1..1
 * @param gap {@code within - across} of the pictures that have both
 * @param silhouette mean silhouette (Rousseeuw 1987) of a picture's patches by the distance 1 -
 *     cosine, exact within each picture; -1..1; of pictures with at least two regions. A patch that
 *     is alone in its region counts 0
 * @param silhouetteByClass the same over the patches of one class, in the order of the classes
 * @param images how many pictures were looked at
 */
public record RegionAlignment(
    ConfidenceInterval within,
    ConfidenceInterval across,
    ConfidenceInterval gap,
    ConfidenceInterval silhouette,
    List<ConfidenceInterval> silhouetteByClass,
    long images) {

  /** Takes a copy. */
  public RegionAlignment {
    silhouetteByClass = List.copyOf(silhouetteByClass);
  }
}
