package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Splits;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.PetBreeds;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which images with a class for every pixel are trained on. */
final class LabelledDataOptions {
  @Mixin private DataFormatOption format;

  @Mixin private ResplitOptions resplit;

  @Option(
      names = "--train-size",
      paramLabel = "N",
      description =
          "Train on so many of the training images; a smaller set is part of a larger. The rest "
              + "are free for validation.")
  private @Nullable Integer trainSize;

  @Option(
      names = "--subset-seed",
      paramLabel = "N",
      description =
          "Seed of the choice of --train-size images; that of --resplit, or 0, unless given.")
  private @Nullable Long subsetSeed;

  /**
   * Opens a data set, split as asked.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  SegmentationDataset open(Path data) throws IOException {
    SegmentationDataset dataset = resplit.apply(format.open(data));
    return trainSize == null
        ? dataset
        : Splits.trainingSubset(
            dataset, trainSize, subsetSeed == null ? resplit.seed() : subsetSeed);
  }

  /** Breeds as classes, without a choice of training images. */
  PetBreeds breeds(Path data) throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    return PetBreeds.of(pets, resplit.apply(pets));
  }

  /** Draws what is held out, where a data set's own folders do not. */
  long splitSeed() {
    return resplit.seed();
  }
}
