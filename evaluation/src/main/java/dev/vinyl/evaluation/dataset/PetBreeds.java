package dev.vinyl.evaluation.dataset;

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
 * classes stay the same however the pictures are split. A breed whose pictures are all in the test
 * split is a class too; nothing can learn it, and its pictures count as mistakes.
 */
public final class PetBreeds implements ClassificationDataset {
  private final OxfordPets pets;
  private final List<String> classNames;
  private final List<ClassifiedPicture> trainval;
  private final List<ClassifiedPicture> test;

  private PetBreeds(OxfordPets pets, Map<Integer, String> breeds) {
    this.pets = pets;
    this.classNames = distinctNames(breeds);
    List<Integer> numbers = List.copyOf(breeds.keySet());
    this.trainval = classify(pets.pictures(Split.TRAINVAL), numbers);
    this.test = classify(pets.pictures(Split.TEST), numbers);
  }

  /**
   * Takes the breeds from the lists; no picture is read.
   *
   * @throws DatasetException if all pictures are of one breed
   */
  public static PetBreeds of(OxfordPets pets) throws DatasetException {
    TreeMap<Integer, String> breeds = new TreeMap<>();
    Stream.of(Split.values())
        .flatMap(split -> pets.pictures(split).stream())
        .forEach(picture -> breeds.put(picture.breed(), picture.breedName()));
    if (breeds.size() < 2) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_CLASSES,
              pets.root(),
              "all pictures are of one breed, %s; give a data set with 2 breeds or more"
                  .formatted(String.join(", ", breeds.values()))));
    }
    return new PetBreeds(pets, breeds);
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

  /** In the order of {@link OxfordPets#pictures}, and with the same ids. */
  @Override
  public List<ClassifiedPicture> pictures(Split split) {
    return split == Split.TRAINVAL ? trainval : test;
  }

  @Override
  public RgbImage load(ClassifiedPicture picture) throws IOException {
    return pets.image(picture.file());
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

  private static List<ClassifiedPicture> classify(
      List<LabelledPicture> pictures, List<Integer> numbers) {
    return pictures.stream()
        .map(
            picture ->
                new ClassifiedPicture(
                    picture.id(), picture.image(), numbers.indexOf(picture.breed())))
        .toList();
  }
}
