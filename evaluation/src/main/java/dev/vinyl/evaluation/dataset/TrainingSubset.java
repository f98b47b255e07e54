package dev.vinyl.evaluation.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A data set with fewer pictures to train on; its test split stays whole. Immutable. */
public final class TrainingSubset implements SegmentationDataset {
  private final OxfordPets pets;
  private final List<LabelledPicture> trainval;
  private final List<LabelledPicture> leftOver;

  private TrainingSubset(
      OxfordPets pets, List<LabelledPicture> trainval, List<LabelledPicture> leftOver) {
    this.pets = pets;
    this.trainval = List.copyOf(trainval);
    this.leftOver = List.copyOf(leftOver);
  }

  /**
   * Chooses the pictures as {@link OxfordPets#trainingSubset} does.
   *
   * @throws DatasetException if there are fewer than {@code size}
   */
  public static TrainingSubset of(OxfordPets pets, int size, long seed) throws DatasetException {
    List<LabelledPicture> chosen = pets.trainingSubset(size, seed);
    int whole = pets.pictures(Split.TRAINVAL).size();
    return new TrainingSubset(pets, chosen, pets.trainingSubset(whole, seed).subList(size, whole));
  }

  /** The whole data set's name. */
  @Override
  public String name() {
    return pets.name();
  }

  @Override
  public List<String> classNames() {
    return pets.classNames();
  }

  @Override
  public List<LabelledPicture> pictures(Split split) {
    return split == Split.TRAINVAL ? trainval : pets.pictures(split);
  }

  /**
   * The trainval pictures that were not chosen, in the order of the same shuffle: whoever takes the
   * first of them has a validation set that is part of every larger one.
   */
  @Override
  public List<LabelledPicture> leftOver() {
    return leftOver;
  }

  @Override
  public LabelledImage load(LabelledPicture picture) throws IOException {
    return pets.load(picture);
  }

  @Override
  public Optional<String> doubts(List<LabelledPicture> pictures) {
    return pets.doubts(pictures);
  }

  /** The whole data set's fingerprint. */
  @Override
  public String fingerprint() throws IOException {
    return pets.fingerprint();
  }
}
