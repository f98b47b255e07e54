package dev.vinyl.cli;

import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.UnlabelledImages;
import dev.vinyl.evaluation.features.FeaturePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures features are extracted from. */
final class PictureData {
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      converter = SplitChoice.Converter.class,
      description =
          "Which pictures of a data set: trainval, test or all; all unless given. For folders of "
              + "pictures there is none.")
  private @Nullable SplitChoice split;

  /** Whether a part of the pictures is asked for. */
  boolean isGiven() {
    return split != null;
  }

  /**
   * Opens a data set in the Oxford-IIIT Pet layout if it looks like one, else a folder of pictures.
   *
   * @throws IllegalArgumentException if a folder of pictures should be divided
   */
  FeaturePictures open(Path data) throws IOException {
    if (Files.isDirectory(data.resolve("annotations"))) {
      SplitChoice wanted = split == null ? SplitChoice.ALL : split;
      OxfordPets pets = OxfordPets.open(data);
      return FeaturePictures.of(pets, wanted.of(pets));
    }
    if (split != null) {
      throw new IllegalArgumentException(
          "%s has no annotations, and so no splits; leave out --split".formatted(data));
    }
    return FeaturePictures.of(UnlabelledImages.open(data));
  }
}
