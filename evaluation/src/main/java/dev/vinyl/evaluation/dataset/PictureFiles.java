package dev.vinyl.evaluation.dataset;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a picture's file, or picture and trimap and holds them against each other. */
final class PictureFiles {
  private static final int FIRST_QUARTER_TURN = 5;
  private static final ImageDecoder DECODER = new ImageDecoder();

  private PictureFiles() {}

  static Problem missingTrimap(Path image, Path trimap) {
    return Problem.of(
        Problem.Kind.MISSING_TRIMAP,
        trimap,
        "no trimap for the picture %s; add it or remove the picture".formatted(image));
  }

  /**
   * Reads both.
   *
   * @param stored whether the picture is left as it is stored, whatever EXIF says
   */
  static LabelledImage load(LabelledPicture picture, boolean stored) throws IOException {
    RgbImage image = image(picture.image(), stored);
    ClassMask trimap = readTrimap(picture);
    if (image.width() != trimap.width() || image.height() != trimap.height()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TRIMAP_SIZE,
              picture.trimap(),
              "the trimap has %d x %d pixels, its picture %s has %d x %d; %s"
                  .formatted(
                      trimap.width(),
                      trimap.height(),
                      picture.image(),
                      image.width(),
                      image.height(),
                      howToFit(picture, image, trimap, stored))));
    }
    return new LabelledImage(picture, image, toClasses(picture, trimap));
  }

  /** Sizes may fit the picture before it is turned, or after. */
  private static String howToFit(
      LabelledPicture picture, RgbImage image, ClassMask trimap, boolean stored)
      throws ImageException {
    int orientation = ImageFiles.orientation(picture.image());
    boolean fitsTurned = image.width() == trimap.height() && image.height() == trimap.width();
    if (!fitsTurned || orientation < FIRST_QUARTER_TURN) {
      return "make them one size";
    }
    return stored
        ? "it fits the upright picture (EXIF orientation %d): write masks: displayed into %s"
            .formatted(orientation, DatasetSettings.FILE)
        : "it fits the picture as it is stored, before EXIF orientation %d turns it: write masks: stored into %s in the data set's folder"
            .formatted(orientation, DatasetSettings.FILE);
  }

  /** A picture, upright. */
  static RgbImage image(Path file) throws DatasetException {
    return image(file, false);
  }

  /** A picture, upright or as it is stored. */
  static RgbImage image(Path file, boolean stored) throws DatasetException {
    try {
      return stored ? DECODER.decodeStored(file) : DECODER.decode(file);
    } catch (ImageException e) {
      throw unreadable(Problem.Kind.UNREADABLE_IMAGE, file, e);
    }
  }

  /** A fingerprint's line for one picture file: {@code name hash}. */
  static String line(String name, Path file) throws IOException {
    return name + " " + hash(Problem.Kind.UNREADABLE_IMAGE, file);
  }

  /** A fingerprint's line for a picture with its truth: {@code id breed species hash hash}. */
  static String line(LabelledPicture picture) throws IOException {
    return String.join(
        " ",
        picture.id(),
        Integer.toString(picture.breed()), // ASCII's digits, whatever the locale
        picture.species().name().toLowerCase(Locale.ROOT),
        hash(Problem.Kind.UNREADABLE_IMAGE, picture.image()),
        hash(Problem.Kind.UNREADABLE_TRIMAP, picture.trimap()));
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

  private static ClassMask readTrimap(LabelledPicture picture) throws IOException {
    try {
      return ImageFiles.readIndexedOrGreyPng(picture.trimap());
    } catch (ImageException e) {
      throw unreadable(Problem.Kind.UNREADABLE_TRIMAP, picture.trimap(), e);
    }
  }

  private static DatasetException unreadable(Problem.Kind kind, Path file, ImageException cause) {
    return new DatasetException(new Problem(kind, file, String.valueOf(cause.getMessage())), cause);
  }

  /** Trimaps count from 1: pet, background, border; 255 is ignored there and here. */
  private static ClassMask toClasses(LabelledPicture picture, ClassMask trimap)
      throws DatasetException {
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
                Problem.Kind.TRIMAP_VALUE,
                picture.trimap(),
                "pixel (%d, %d) has the value %d; a trimap holds 1 pet, 2 background, 3 border, 255 ignored: correct it"
                    .formatted(i % trimap.width(), i / trimap.width(), value)));
      }
      classes[i] = (byte) (value - 1);
    }
    return new ClassMask(trimap.width(), trimap.height(), classes);
  }
}
