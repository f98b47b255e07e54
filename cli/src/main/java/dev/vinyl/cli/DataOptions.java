package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.Datasets;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which labelled images, and how they are split. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "A data set in the Oxford-IIIT Pet layout.")
  private Path data;

  @Mixin private ResplitOptions resplit;

  /** Opens the data set and splits it as asked. */
  SegmentationDataset open() throws IOException {
    return resplit.apply(Datasets.open(data));
  }
}
