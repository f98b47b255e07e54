package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How much neighbours resemble each other in similarity maps: mean {@link SimilarityMap#moransI()}
 * over the images, by the patch that the maps are of. Immutable.
 *
 * @param moransI by reference patch; every one is there, NaN if no image has it
 * @param images how many images were looked at
 */
public record SpatialAutocorrelation(Map<ReferencePatch, ConfidenceInterval> moransI, long images) {

  /** Takes a copy in the order of the reference patches. */
  public SpatialAutocorrelation {
    Map<ReferencePatch, ConfidenceInterval> copy = new EnumMap<>(ReferencePatch.class);
    copy.putAll(moransI);
    moransI = Collections.unmodifiableMap(copy);
  }

  /** That of the maps of one reference patch. */
  public ConfidenceInterval of(ReferencePatch reference) {
    return Objects.requireNonNull(moransI.get(reference));
  }
}
