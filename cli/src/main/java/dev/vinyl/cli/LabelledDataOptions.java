package dev.vinyl.cli;

import dev.vinyl.data.OxfordPets;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.TrainingSubset;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images with a class for every pixel are trained on. */
final class LabelledDataOptions {
  /** How images are divided into trainval and test. */
  enum Division {
    OFFICIAL,
    POOLED
  }

  @Option(
      names = "--split",
      paramLabel = "HOW",
      defaultValue = "official",
      description =
          "Which images are for training: those of the data set's own lists (official), or all "
              + "put together and divided anew by --split-seed (pooled); ${DEFAULT-VALUE} unless "
              + "given.")
  private Division division;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Divides the images and draws --train-size of them, apart from --seed; "
              + "${DEFAULT-VALUE} unless given.")
  private long splitSeed;

  @Option(
      names = "--test-size",
      paramLabel = "N",
      description =
          "With --split pooled: how many images are kept for testing; as many as in the data "
              + "set's own test list unless given.")
  private @Nullable Integer testSize;

  @Option(
      names = "--train-size",
      paramLabel = "N",
      description =
          "Train on so many of the images for training; fewer are a part of more. The others are "
              + "free for validation.")
  private @Nullable Integer trainSize;

  /**
   * Opens a data set in the Oxford-IIIT Pet layout, divided as asked.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  SegmentationDataset open(Path data) throws IOException {
    OxfordPets pets = divided(data);
    return trainSize == null ? pets : TrainingSubset.of(pets, trainSize, splitSeed);
  }

  /** As {@link #open}, but without a choice of training images. */
  OxfordPets divided(Path data) throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    if (division == Division.OFFICIAL) {
      if (testSize != null) {
        throw new IllegalArgumentException("--test-size needs --split pooled");
      }
      return pets;
    }
    int size = testSize != null ? testSize : pets.samples(Split.TEST).size();
    return pets.resplit(splitSeed, size);
  }

  /** Draws what is held out, where a data set's own lists do not. */
  long splitSeed() {
    return splitSeed;
  }
}
