package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.Splits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a data set is split in another way than by its own lists. */
final class ResplitOptions {
  private static final int TEST_ONE_IN = 5;

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
          "With --resplit: how many images are kept for testing; as many as the data set's own "
              + "test images, or a fifth of all where there are none, unless given.")
  private @Nullable Integer testSize;

  @Option(
      names = "--val-size",
      paramLabel = "N",
      description = "With --resplit: how many images are kept for validation; none unless given.")
  private @Nullable Integer validationSize;

  @Option(
      names = "--stratify",
      description =
          "With --resplit: bring each class into about the same share of the images of every part. "
              + "Reads all masks.")
  private boolean stratify;

  /**
   * Splits a data set as asked.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  SegmentationDataset apply(SegmentationDataset dataset) throws IOException {
    if (seed == null) {
      if (testSize != null || validationSize != null || stratify) {
        throw new IllegalArgumentException(
            "--test-size, --val-size and --stratify need --resplit SEED");
      }
      return dataset;
    }
    int test = testSize != null ? testSize : usualTestSize(dataset);
    int validation = validationSize == null ? 0 : validationSize;
    return stratify
        ? Splits.stratified(dataset, seed, test, validation)
        : Splits.resplit(dataset, seed, test, validation);
  }

  private static int usualTestSize(SegmentationDataset dataset) {
    int own = dataset.samples(Split.TEST).size();
    return own > 0 ? own : SplitChoice.ALL.of(dataset).size() / TEST_ONE_IN;
  }

  /** The seed; 0 where the data set's own lists count. */
  long seed() {
    return seed == null ? 0 : seed;
  }
}
