package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ClassMask;
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
  private static final MaskSource TRIMAPS = new Trimaps();

  private final OxfordLayout layout;
  private final DatasetDescription settings;
  private final ListedFiles images;
  private final ListedFiles trimaps;

  OxfordFiles(OxfordLayout layout, DatasetDescription settings) {
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
    return SampleFiles.load(
        sample, TRIMAPS, settings.storedPixels(), settings.resizeMasks(), "trimap");
  }

  /** A fingerprint's line; what is read in another way than by default says so. */
  String line(Sample sample, OxfordList.Entry entry) throws IOException {
    requirePresent(sample);
    String line =
        String.join(
            " ",
            sample.id(),
            Integer.toString(entry.breed()), // ASCII's digits, whatever the locale
            entry.species().label(),
            SampleFiles.hash(Problem.Kind.UNREADABLE_IMAGE, sample.image()),
            TRIMAPS.identity(sample));
    return line + (settings.storedPixels() ? " stored" : "");
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
    return TurnedImages.problem(sample, settings);
  }

  /** The same for many images in one line. Reads the beginning of each file. */
  Optional<String> turned(List<Sample> samples) {
    return TurnedImages.doubt(layout.root(), samples, settings);
  }

  /** Trimaps count from 1: pet, background, border; 255 is ignored there and here. */
  private static final class Trimaps implements MaskSource {
    @Override
    public List<String> classNames() {
      return OxfordPets.CLASS_NAMES;
    }

    @Override
    public ClassMask read(Sample sample) throws IOException {
      try {
        return toClasses(sample, ImageFiles.readIndexedOrGreyPng(sample.mask()));
      } catch (ImageException e) {
        throw SampleFiles.unreadable(Problem.Kind.UNREADABLE_MASK, sample.mask(), e);
      }
    }

    private static ClassMask toClasses(Sample sample, ClassMask trimap) throws DatasetException {
      byte[] classes = trimap.classes(); // read for this alone: no second copy of a large mask
      for (int i = 0; i < classes.length; i++) {
        int value = classes[i] & 0xff;
        if (value == ClassMask.IGNORE) {
          continue;
        }
        if (value < 1 || value > OxfordPets.CLASS_NAMES.size()) {
          throw new DatasetException(
              Problem.of(
                  Problem.Kind.MASK_VALUE,
                  sample.mask(),
                  "pixel (%d, %d) has the value %d; a trimap holds 1 pet, 2 background, 3 border, 255 ignored: correct it"
                      .formatted(i % trimap.width(), i / trimap.width(), value)));
        }
        classes[i] = (byte) (value - 1);
      }
      return trimap;
    }

    @Override
    public String identity(Sample sample) throws IOException {
      return SampleFiles.hash(Problem.Kind.UNREADABLE_MASK, sample.mask());
    }
  }
}
