package dev.vinyl.cli;

import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.UnlabelledImages;
import dev.vinyl.evaluation.features.FeaturePictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the pictures that features are extracted from. */
final class PictureData {
  private PictureData() {}

  /** A data set in the Oxford-IIIT Pet layout if it looks like one, else a folder of pictures. */
  static FeaturePictures open(Path data) throws IOException {
    return Files.isDirectory(data.resolve("annotations"))
        ? FeaturePictures.of(OxfordPets.open(data))
        : FeaturePictures.of(UnlabelledImages.open(data));
  }
}
