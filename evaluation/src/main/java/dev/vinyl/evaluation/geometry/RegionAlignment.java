package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * How well tokens follow the segmentation: an image's region is the set of its patches of one
 * class. Every number is one of each image, averaged over the images that have it. Immutable.
 *
 * @param within mean cosine of two patches of the same region, -1..1
 * @param across mean cosine of two patches of different regions, -1..1
 * @param gap {@code within - across} of the images that have both
 * @param silhouette mean silhouette (Rousseeuw 1987) of an image's patches by the distance 1 -
 *     cosine, exact within each image; -1..1; of images with at least two regions. A patch that is
 *     alone in its region counts 0
 * @param silhouetteByClass the same over the patches of one class, in the order of the classes
 * @param images how many images were looked at
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
