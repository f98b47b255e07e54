package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.evaluation.geometry.EncoderGeometry.SpatialAutocorrelation;
import dev.vinyl.evaluation.geometry.SimilarityMap.ReferencePatch;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gathers {@link SpatialAutocorrelation} image by image, keeping 8 bytes of each and reference. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
final class AutocorrelationAccumulator {
  private final int foreground;
  private final int border;
  private final Map<ReferencePatch, ImageValues> values = new EnumMap<>(ReferencePatch.class);

  /**
   * Starts without an image.
   *
   * @param foreground index of the foreground's class; -1 where there is none
   * @param border index of the border's class; -1 where there is none
   */
  public AutocorrelationAccumulator(int foreground, int border) {
    this.foreground = foreground;
    this.border = border;
    for (ReferencePatch reference : ReferencePatch.values()) {
      values.put(reference, new ImageValues());
    }
  }

  /**
   * Adds one image.
   *
   * @throws IllegalArgumentException if the grids differ
   */
  public void add(PatchTokens tokens, PatchComposition composition) {
    tokens.require(composition.rows(), composition.columns(), tokens.dimension());
    values.forEach(
        (reference, list) -> {
          OptionalInt patch = reference.find(composition, foreground, border);
          list.add(
              patch.isPresent()
                  ? SimilarityMap.of(tokens, patch.getAsInt()).moransI()
                  : Double.NaN);
        });
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes
   */
  public void merge(AutocorrelationAccumulator other) {
    if (other.foreground != foreground || other.border != border) {
      throw new IllegalArgumentException(
          "cannot merge maps of the classes %d and %d into those of %d and %d"
              .formatted(other.foreground, other.border, foreground, border));
    }
    other.values.forEach((reference, list) -> of(values, reference).merge(list));
  }

  private static ImageValues of(Map<ReferencePatch, ImageValues> values, ReferencePatch reference) {
    return values.computeIfAbsent(reference, r -> new ImageValues());
  }

  /** What was found so far. */
  public SpatialAutocorrelation result(Bootstrap bootstrap) {
    Map<ReferencePatch, ConfidenceInterval> intervals = new EnumMap<>(ReferencePatch.class);
    values.forEach((reference, list) -> intervals.put(reference, bootstrap.mean(list)));
    return new SpatialAutocorrelation(
        intervals, of(values, ReferencePatch.BACKGROUND_CORNER).size());
  }
}
