package dev.vinyl.data.layout;

import dev.vinyl.data.ClassificationDataset;
import dev.vinyl.data.ClassifiedImage;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The breeds of a data set in the Oxford layout as classes, with that data set's splits. Trimaps
 * are not looked at.
 *
 * <p>A class is a breed that occurs in either split, in the order of the breeds' numbers: the
 * classes stay the same however the images are split. A breed whose images are all in the test
 * split is a class too; nothing can learn it, and its images count as mistakes.
 */
public final class PetBreeds implements ClassificationDataset {
  private final OxfordPets pets;
  private final List<String> classNames;
  private final List<ClassifiedImage> train;
  private final List<ClassifiedImage> test;

  private PetBreeds(OxfordPets pets, SegmentationDataset split, Map<Integer, String> breeds) {
    this.pets = pets;
    this.classNames = distinctNames(breeds);
    List<Integer> numbers = List.copyOf(breeds.keySet());
    this.train = classify(split.samples(Split.TRAIN), numbers);
    this.test = classify(split.samples(Split.TEST), numbers);
  }

  /**
   * Takes the breeds from the lists; no image is read.
   *
   * @throws DatasetException if all images are of one breed
   */
  public static PetBreeds of(OxfordPets pets) throws DatasetException {
    return of(pets, pets);
  }

  /**
   * As {@link #of(OxfordPets)}, with other splits.
   *
   * @param split the same images, as {@code Splits} split them
   * @throws DatasetException if all images are of one breed
   */
  public static PetBreeds of(OxfordPets pets, SegmentationDataset split) throws DatasetException {
    TreeMap<Integer, String> breeds = new TreeMap<>();
    Stream.of(Split.values())
        .flatMap(part -> pets.samples(part).stream())
        .forEach(sample -> breeds.put(pets.breedNumber(sample), sample.attributes().get("breed")));
    if (breeds.size() < 2) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_CLASSES,
              pets.root(),
              "all images are of one breed, %s; give a data set with 2 breeds or more"
                  .formatted(String.join(", ", breeds.values()))));
    }
    return new PetBreeds(pets, split, breeds);
  }

  @Override
  public String name() {
    return pets.name();
  }

  /**
   * The breeds' names as they stand in the ids, by breed number rising. Where several breeds have
   * one name, their numbers are put behind it: {@code Cat_1}, {@code Cat_2}.
   */
  @Override
  public List<String> classNames() {
    return classNames;
  }

  /** In the order of {@link OxfordPets#samples}, and with the same ids. */
  @Override
  public List<ClassifiedImage> samples(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VAL -> List.of();
      case TEST -> test;
    };
  }

  @Override
  public RgbImage load(ClassifiedImage image) throws IOException {
    return pets.image(image.file());
  }

  /** The fingerprint of the pets, which covers the trimaps too. */
  @Override
  public String fingerprint() throws IOException {
    return pets.fingerprint();
  }

  private static List<String> distinctNames(Map<Integer, String> breeds) {
    return breeds.entrySet().stream()
        .map(
            breed ->
                Collections.frequency(breeds.values(), breed.getValue()) == 1
                    ? breed.getValue()
                    : breed.getValue() + "_" + breed.getKey())
        .toList();
  }

  private List<ClassifiedImage> classify(List<Sample> samples, List<Integer> numbers) {
    return samples.stream()
        .map(
            sample ->
                new ClassifiedImage(
                    sample.id(), sample.image(), numbers.indexOf(pets.breedNumber(sample))))
        .toList();
  }
}
