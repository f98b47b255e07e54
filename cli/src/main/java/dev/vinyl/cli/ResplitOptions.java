package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a data set is split in another way than by its own lists. */
final class ResplitOptions {
  @Option(
      names = "--resplit",
      paramLabel = "SEED",
      description =
          "Put all images together and split them anew by this seed; the data set's own lists "
              + "count unless given.")
  private @Nullable Long seed;

  @Option(
      names = "--test-size",
      paramLabel = "N",
      description =
          "With --resplit: how many images are kept for testing; as many as in the data set's own "
              + "test list unless given.")
  private @Nullable Integer testSize;

  /**
   * Splits a data set as asked.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  SegmentationDataset apply(SegmentationDataset dataset) throws IOException {
    if (seed == null) {
      if (testSize != null) {
        throw new IllegalArgumentException("--test-size needs --resplit SEED");
      }
      return dataset;
    }
    int size = testSize != null ? testSize : dataset.samples(Split.TEST).size();
    return Splits.resplit(dataset, seed, size);
  }

  /** The seed; 0 where the data set's own lists count. */
  long seed() {
    return seed == null ? 0 : seed;
  }
}
