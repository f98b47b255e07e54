package dev.vinyl.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One image of a data set and where its ground truth is; nothing is read yet.
 *
 * @param id the image's name without ending, unique in its data set
 * @param image file of the image
 * @param trimap file of the ground truth
 * @param breed number of the breed, counted from 1 as in the lists
 * @param breedName name of the breed, as it stands in the ids
 * @param species of the animal
 * @param split that it is in
 */
public record Sample(
    String id, Path image, Path trimap, int breed, String breedName, Species species, Split split) {

  /** Checks that nothing is missing. */
  public Sample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(trimap, "trimap");
    Objects.requireNonNull(breedName, "breedName");
    Objects.requireNonNull(species, "species");
    Objects.requireNonNull(split, "split");
    if (breed < 1) {
      throw new IllegalArgumentException("breeds count from 1, %s has %d".formatted(id, breed));
    }
  }

  Sample in(Split other) {
    return new Sample(id, image, trimap, breed, breedName, species, other);
  }
}
