package dev.vinyl.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A data set with fewer images to train on; its test split stays whole. Immutable. */
public final class TrainingSubset implements SegmentationDataset {
  private final OxfordPets pets;
  private final List<Sample> trainval;
  private final List<Sample> validation;

  private TrainingSubset(OxfordPets pets, List<Sample> trainval, List<Sample> validation) {
    this.pets = pets;
    this.trainval = List.copyOf(trainval);
    this.validation = List.copyOf(validation);
  }

  /**
   * Chooses the images as {@link OxfordPets#trainingSubset} does.
   *
   * @throws DatasetException if there are fewer than {@code size}
   */
  public static TrainingSubset of(OxfordPets pets, int size, long seed) throws DatasetException {
    List<Sample> chosen = pets.trainingSubset(size, seed);
    int whole = pets.samples(Split.TRAINVAL).size();
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
  public List<Sample> samples(Split split) {
    return split == Split.TRAINVAL ? trainval : pets.samples(split);
  }

  /**
   * The trainval images that were not chosen, in the order of the same shuffle: whoever takes the
   * first of them has a validation set that is part of every larger one.
   */
  @Override
  public List<Sample> validationSamples() {
    return validation;
  }

  @Override
  public LabelledImage load(Sample sample) throws IOException {
    return pets.load(sample);
  }

  @Override
  public Optional<String> doubts(List<Sample> samples) {
    return pets.doubts(samples);
  }

  /** The whole data set's fingerprint. */
  @Override
  public String fingerprint() throws IOException {
    return pets.fingerprint();
  }
}
