package dev.vinyl.evaluation.dataset;

import java.io.IOException;
import java.util.List;

/** A data set with fewer pictures to train on; its test split stays whole. Immutable. */
public final class TrainingSubset implements SegmentationDataset {
  private final OxfordPets pets;
  private final List<LabelledPicture> trainval;

  private TrainingSubset(OxfordPets pets, List<LabelledPicture> trainval) {
    this.pets = pets;
    this.trainval = trainval;
  }

  /**
   * Chooses the pictures as {@link OxfordPets#trainingSubset} does.
   *
   * @throws DatasetException if there are fewer than {@code size}
   */
  public static TrainingSubset of(OxfordPets pets, int size, long seed) throws DatasetException {
    return new TrainingSubset(pets, List.copyOf(pets.trainingSubset(size, seed)));
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

  @Override
  public LabelledImage load(LabelledPicture picture) throws IOException {
    return pets.load(picture);
  }

  /** The whole data set's fingerprint. */
  @Override
  public String fingerprint() throws IOException {
    return pets.fingerprint();
  }
}
