package dev.vinyl.cli;

import dev.vinyl.data.OxfordPets;
import dev.vinyl.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which labelled images, and how they are divided. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "A data set in the Oxford-IIIT Pet layout.")
  private Path data;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description =
          "Put all images together and split them anew by this seed; the data set's own lists "
              + "count unless given.")
  private @Nullable Long splitSeed;

  @Option(
      names = "--test-size",
      paramLabel = "N",
      description =
          "With --split-seed: how many images are kept for testing; as many as in the data set's "
              + "own test list unless given.")
  private @Nullable Integer testSize;

  /** Opens the data set and splits it as asked. */
  OxfordPets open() throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    if (splitSeed == null) {
      return pets;
    }
    int size = testSize != null ? testSize : pets.samples(Split.TEST).size();
    return pets.resplit(splitSeed, size);
  }

  /** The seed of the split; 0 where the data set's own lists count. */
  long splitSeed() {
    return splitSeed == null ? 0 : splitSeed;
  }
}
