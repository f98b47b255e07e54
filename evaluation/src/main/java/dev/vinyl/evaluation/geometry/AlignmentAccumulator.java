package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.RegionAlignment;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gathers {@link RegionAlignment} image by image, keeping 8 bytes of each and number. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
final class AlignmentAccumulator {
  private final ImageValues within = new ImageValues();
  private final ImageValues across = new ImageValues();
  private final ImageValues gap = new ImageValues();
  private final ImageValues silhouette = new ImageValues();
  private final List<ImageValues> byClass;

  /**
   * Starts without an image.
   *
   * @param classes how many classes there are, 1..255
   */
  public AlignmentAccumulator(int classes) {
    if (classes < 1 || classes > 255) {
      throw new IllegalArgumentException("there must be 1..255 classes, got " + classes);
    }
    byClass = IntStream.range(0, classes).mapToObj(c -> new ImageValues()).toList();
  }

  /**
   * Adds one image.
   *
   * @throws IllegalArgumentException if a label is out of range; nothing has been added then
   */
  public void add(LabelledTokens image) {
    RegionDistances distances = RegionDistances.of(image, byClass.size());
    double same = 1 - distances.meanWithin();
    double other = 1 - distances.meanAcross();
    within.add(same);
    across.add(other);
    gap.add(same - other);
    silhouette.add(distances.silhouette());
    for (int c = 0; c < byClass.size(); c++) {
      byClass.get(c).add(distances.silhouette(c));
    }
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for another number of classes
   */
  public void merge(AlignmentAccumulator other) {
    if (other.byClass.size() != byClass.size()) {
      throw new IllegalArgumentException(
          "cannot merge %d classes into %d".formatted(other.byClass.size(), byClass.size()));
    }
    List<ImageValues> added = other.all();
    List<ImageValues> own = all();
    for (int i = 0; i < own.size(); i++) {
      own.get(i).merge(added.get(i));
    }
  }

  private List<ImageValues> all() {
    return Stream.concat(Stream.of(within, across, gap, silhouette), byClass.stream()).toList();
  }

  /** What was found so far. */
  public RegionAlignment result(Bootstrap bootstrap) {
    return new RegionAlignment(
        bootstrap.mean(within),
        bootstrap.mean(across),
        bootstrap.mean(gap),
        bootstrap.mean(silhouette),
        byClass.stream().map(bootstrap::mean).toList(),
        within.size());
  }
}
