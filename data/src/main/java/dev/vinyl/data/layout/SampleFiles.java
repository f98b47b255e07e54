package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;

/** Reads an image's file, or image and trimap and holds them against each other. */
final class SampleFiles {
  private static final int FIRST_QUARTER_TURN = 5;
  private static final ImageDecoder DECODER = new ImageDecoder();

  private SampleFiles() {}

  static Problem missingTrimap(Path image, Path trimap) {
    return Problem.of(
        Problem.Kind.MISSING_MASK,
        trimap,
        "no trimap for the image %s; add it or remove the image".formatted(image));
  }

  /**
   * Reads both.
   *
   * @param stored whether the image is left as it is stored, whatever EXIF says
   */
  static LabelledImage load(Sample sample, boolean stored) throws IOException {
    RgbImage image = image(sample.image(), stored);
    ClassMask trimap = readTrimap(sample);
    if (image.width() != trimap.width() || image.height() != trimap.height()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MASK_SIZE,
              sample.mask(),
              "the trimap has %d x %d pixels, its image %s has %d x %d; %s"
                  .formatted(
                      trimap.width(),
                      trimap.height(),
                      sample.image(),
                      image.width(),
                      image.height(),
                      howToFit(sample, image, trimap, stored))));
    }
    return new LabelledImage(sample, image, toClasses(sample, trimap));
  }

  /** Sizes may fit the image before it is turned, or after. */
  private static String howToFit(Sample sample, RgbImage image, ClassMask trimap, boolean stored)
      throws ImageException {
    int orientation = ImageFiles.orientation(sample.image());
    boolean fitsTurned = image.width() == trimap.height() && image.height() == trimap.width();
    if (!fitsTurned || orientation < FIRST_QUARTER_TURN) {
      return "make them one size";
    }
    return stored
        ? "it fits the upright image (EXIF orientation %d): write masks: displayed into %s"
            .formatted(orientation, DatasetSettings.FILE)
        : "it fits the image as it is stored, before EXIF orientation %d turns it: write masks: stored into %s in the data set's folder"
            .formatted(orientation, DatasetSettings.FILE);
  }

  /** An image, upright. */
  static RgbImage image(Path file) throws DatasetException {
    return image(file, false);
  }

  /** An image, upright or as it is stored. */
  static RgbImage image(Path file, boolean stored) throws DatasetException {
    try {
      return stored ? DECODER.decodeStored(file) : DECODER.decode(file);
    } catch (ImageException e) {
      throw unreadable(Problem.Kind.UNREADABLE_IMAGE, file, e);
    }
  }

  /** A fingerprint's line for one image file: {@code name hash}. */
  static String line(String name, Path file) throws IOException {
    return name + " " + hash(Problem.Kind.UNREADABLE_IMAGE, file);
  }

  /**
   * A fingerprint's line for an image with its ground truth: {@code id breed species hash hash}.
   */
  static String line(Sample sample, OxfordList.Entry entry) throws IOException {
    return String.join(
        " ",
        sample.id(),
        Integer.toString(entry.breed()), // ASCII's digits, whatever the locale
        entry.species().label(),
        hash(Problem.Kind.UNREADABLE_IMAGE, sample.image()),
        hash(Problem.Kind.UNREADABLE_MASK, sample.mask()));
  }

  private static String hash(Problem.Kind kind, Path file) throws DatasetException {
    try {
      return Sha256.hex(file);
    } catch (IOException e) {
      throw new DatasetException(
          Problem.of(
              kind,
              file,
              "cannot be read (%s); restore it and check its permissions"
                  .formatted(e.getClass().getSimpleName())),
          e);
    }
  }

  private static ClassMask readTrimap(Sample sample) throws IOException {
    try {
      return ImageFiles.readIndexedOrGreyPng(sample.mask());
    } catch (ImageException e) {
      throw unreadable(Problem.Kind.UNREADABLE_MASK, sample.mask(), e);
    }
  }

  private static DatasetException unreadable(Problem.Kind kind, Path file, ImageException cause) {
    return new DatasetException(new Problem(kind, file, String.valueOf(cause.getMessage())), cause);
  }

  /** Trimaps count from 1: pet, background, border; 255 is ignored there and here. */
  private static ClassMask toClasses(Sample sample, ClassMask trimap) throws DatasetException {
    byte[] values = trimap.classes();
    byte[] classes = values; // read for this alone: no second copy of a large mask
    for (int i = 0; i < values.length; i++) {
      int value = values[i] & 0xff;
      if (value == ClassMask.IGNORE) {
        classes[i] = (byte) value;
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
    return new ClassMask(trimap.width(), trimap.height(), classes);
  }
}
