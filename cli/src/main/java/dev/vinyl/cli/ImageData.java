package dev.vinyl.cli;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.evaluation.features.FeatureImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which images features are extracted from. */
final class ImageData {
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      converter = SplitChoice.Converter.class,
      description =
          "Which images of a data set: train, val, test, trainval (train and val) or all; all unless "
              + "given. For folders of "
              + "images there is none.")
  private @Nullable SplitChoice split;

  @Mixin private DataFormatOption format;

  /** Whether a part of the images is asked for. */
  boolean isGiven() {
    return split != null;
  }

  /**
   * The images of a data set.
   *
   * @throws IllegalArgumentException if the folder is none
   */
  List<Sample> samples(Path data) throws IOException {
    if (!format.isLabelled(data)) {
      throw new IllegalArgumentException(
          "%s has no masks; features of such images are made on Spark in Java alone, see spark/README.md"
              .formatted(data));
    }
    return (split == null ? SplitChoice.ALL : split).of(format.open(data));
  }

  /** The layout that was named; empty where it is to be recognized. */
  String formatName() {
    return format.name();
  }

  /**
   * Opens a data set if the folder looks like one, else a folder of images.
   *
   * @throws IllegalArgumentException if a folder of images should be divided
   */
  FeatureImages open(Path data) throws IOException {
    if (format.isLabelled(data)) {
      SplitChoice wanted = split == null ? SplitChoice.ALL : split;
      SegmentationDataset dataset = format.open(data);
      return FeatureImages.of(dataset, wanted.of(dataset));
    }
    if (split != null) {
      throw new IllegalArgumentException(
          "%s has no labels, and so no splits; leave out --split".formatted(data));
    }
    return FeatureImages.of(UnlabelledImages.open(data));
  }
}
