package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
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
      description =
          "A data set of images and masks: a folder, a list of pairs, COCO's JSON, or a YAML that "
              + "describes one.")
  private Path data;

  @Mixin private DataFormatOption format;

  @Mixin private ResplitOptions resplit;

  /** The folder or file that was named. */
  Path path() {
    return data;
  }

  /** The layout that was named; empty where it is to be recognized. */
  String format() {
    return format.name();
  }

  /** Opens the data set and splits it as asked. */
  SegmentationDataset open() throws IOException {
    return resplit.apply(format.open(data));
  }
}
