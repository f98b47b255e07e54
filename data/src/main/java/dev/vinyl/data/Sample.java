package dev.vinyl.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One image of a data set and where its mask is; nothing is read yet.
 *
 * @param id the image's name without ending, unique in its data set
 * @param image file of the image
 * @param mask file of the ground truth
 * @param split that it is in
 * @param attributes what else the data set knows of it, such as a {@code breed}, by the name of the
 *     attribute, in the data set's order; reports have a column for each and scores can be sliced
 *     by it
 */
public record Sample(
    String id, Path image, Path mask, Split split, Map<String, String> attributes) {

  /** Checks that nothing is missing, and takes a copy that keeps the order. */
  public Sample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(mask, "mask");
    Objects.requireNonNull(split, "split");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The same in another split. */
  public Sample in(Split other) {
    return new Sample(id, image, mask, other, attributes);
  }
}
