package dev.vinyl.data.layout;

import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds images that are stored turned where nobody says what their masks were drawn on. */
final class TurnedImages {
  private static final int UPRIGHT = 1;

  private TurnedImages() {}

  /** What is wrong with one image. */
  static Optional<Problem> problem(Sample sample, DatasetDescription description) {
    int orientation = description.orientation() == null ? orientation(sample) : UPRIGHT;
    return orientation == UPRIGHT
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                Problem.Kind.ORIENTATION,
                sample.image(),
                "is stored turned (EXIF orientation %d) and read upright; say in %s whether masks were drawn on it so (orientation: displayed) or on the stored pixels (orientation: stored)"
                    .formatted(orientation, description.file())));
  }

  /** The same for many images in one line. Reads the beginning of each file. */
  static Optional<String> doubt(Path root, List<Sample> samples, DatasetDescription description) {
    if (description.orientation() != null) {
      return Optional.empty();
    }
    List<Sample> found =
        samples.parallelStream().filter(sample -> orientation(sample) != UPRIGHT).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: %d of %d images are stored turned (EXIF orientation; the first is %s) and read upright; say in %s whether masks were drawn on them so (orientation: displayed) or on the stored pixels (orientation: stored)"
                .formatted(
                    root,
                    found.size(),
                    samples.size(),
                    found.get(0).image().getFileName(),
                    DatasetDescription.FILE));
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
