package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the files of a data set in the Oxford layout, as its settings say. Thread-safe. */
final class OxfordFiles {
  private static final int UPRIGHT = 1;

  private final OxfordLayout layout;
  private final DatasetSettings settings;
  private final ListedFiles images;
  private final ListedFiles trimaps;

  OxfordFiles(OxfordLayout layout, DatasetSettings settings) {
    this.layout = layout;
    this.settings = settings;
    this.images = ListedFiles.images(layout);
    this.trimaps = ListedFiles.trimaps(layout);
  }

  ListedFiles images() {
    return images;
  }

  ListedFiles trimaps() {
    return trimaps;
  }

  LabelledImage load(Sample sample) throws IOException {
    requirePresent(sample);
    return SampleFiles.load(sample, settings.storedPixels());
  }

  /** A fingerprint's line; what is read in another way than by default says so. */
  String line(Sample sample, OxfordList.Entry entry) throws IOException {
    requirePresent(sample);
    return SampleFiles.line(sample, entry) + (settings.storedPixels() ? " stored" : "");
  }

  private void requirePresent(Sample sample) throws DatasetException {
    if (!Files.isRegularFile(sample.image())) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_IMAGE,
              sample.image(),
              missing(
                  "the image is listed but not there",
                  images.instead(sample.id()),
                  "restore it or take its line out of the lists")));
    }
    if (!Files.isRegularFile(sample.mask())) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_MASK,
              sample.mask(),
              missing(
                  "no trimap for the image %s".formatted(sample.image()),
                  trimaps.instead(sample.id()),
                  "add it or remove the image")));
    }
  }

  private static String missing(String what, String instead, String advice) {
    return instead.isEmpty() ? what + "; " + advice : what + "; " + instead;
  }

  /** An image's own pixels, without its mask. */
  RgbImage image(Path file) throws DatasetException {
    return SampleFiles.image(file, settings.storedPixels());
  }

  /** What is wrong where an image is stored turned and nobody says what its mask was drawn on. */
  Optional<Problem> turned(Sample sample) {
    int orientation = settings.masks() == null ? orientation(sample) : UPRIGHT;
    return orientation == UPRIGHT
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                Problem.Kind.ORIENTATION,
                sample.image(),
                "is stored turned (EXIF orientation %d) and read upright; say in %s whether masks were drawn on it so (masks: displayed) or on the stored pixels (masks: stored)"
                    .formatted(orientation, layout.root().resolve(DatasetSettings.FILE))));
  }

  /** The same for many images in one line. Reads the beginning of each file. */
  Optional<String> turned(List<Sample> samples) {
    if (settings.masks() != null) {
      return Optional.empty();
    }
    List<Sample> found =
        samples.parallelStream().filter(sample -> orientation(sample) != UPRIGHT).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: %d of %d images are stored turned (EXIF orientation; the first is %s) and read upright; say in %s whether masks were drawn on them so (masks: displayed) or on the stored pixels (masks: stored)"
                .formatted(
                    layout.root(),
                    found.size(),
                    samples.size(),
                    found.get(0).image().getFileName(),
                    DatasetSettings.FILE));
  }

  /** One that cannot be read is said so where it is loaded. */
  private static int orientation(Sample sample) {
    try {
      return ImageFiles.orientation(sample.image());
    } catch (ImageException e) {
      return UPRIGHT;
    }
  }
}
