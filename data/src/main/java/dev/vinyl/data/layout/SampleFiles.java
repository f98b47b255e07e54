package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads an image's file, or image and mask and holds them against each other. */
final class SampleFiles {
  private static final int FIRST_QUARTER_TURN = 5;

  /** Samples lie in Java's memory, whose size limits them; one that is too large says so. */
  static final DecodeLimits LIMITS = DecodeLimits.most();

  private static final ImageDecoder DECODER = new ImageDecoder(LIMITS);

  private SampleFiles() {}

  static void requireImage(Sample sample) throws DatasetException {
    if (!Files.isRegularFile(sample.image())) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_IMAGE,
              sample.image(),
              "the image is listed but not there; restore it or take it out of the data set"));
    }
  }

  /**
   * Reads both.
   *
   * @param stored whether the image is left as it is stored, whatever EXIF says
   * @param resize whether a mask of another size is brought to the image's
   * @param maskName what a message calls the mask
   */
  static LabelledImage load(
      Sample sample, MaskSource masks, boolean stored, boolean resize, String maskName)
      throws IOException {
    RgbImage image = image(sample.image(), stored);
    ClassMask mask = masks.read(sample);
    if (image.width() == mask.width() && image.height() == mask.height()) {
      return new LabelledImage(sample, image, mask);
    }
    if (resize) {
      ClassMask fitting = Resizing.resizeNearest(mask, image.width(), image.height());
      return new LabelledImage(sample, image, fitting);
    }
    throw new DatasetException(
        Problem.of(
            Problem.Kind.MASK_SIZE,
            sample.mask(),
            "the %s has %d x %d pixels, its image %s has %d x %d; %s"
                .formatted(
                    maskName,
                    mask.width(),
                    mask.height(),
                    sample.image(),
                    image.width(),
                    image.height(),
                    howToFit(sample, image, mask, stored, maskName))));
  }

  /** Sizes may fit the image before it is turned, or after. */
  private static String howToFit(
      Sample sample, RgbImage image, ClassMask mask, boolean stored, String maskName)
      throws ImageException {
    int orientation = ImageFiles.orientation(sample.image());
    boolean fitsTurned = image.width() == mask.height() && image.height() == mask.width();
    if (!fitsTurned || orientation < FIRST_QUARTER_TURN) {
      return maskName.equals("trimap")
          ? "make them one size"
          : "make them one size, or write resizeMasks: true into %s in the data set's folder"
              .formatted(DatasetDescription.FILE);
    }
    return stored
        ? "it fits the upright image (EXIF orientation %d): write orientation: displayed into %s"
            .formatted(orientation, DatasetDescription.FILE)
        : "it fits the image as it is stored, before EXIF orientation %d turns it: write orientation: stored into %s in the data set's folder"
            .formatted(orientation, DatasetDescription.FILE);
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

  /** The SHA-256 of a file's content. */
  static String hash(Problem.Kind kind, Path file) throws DatasetException {
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

  static DatasetException unreadable(Problem.Kind kind, Path file, ImageException cause) {
    return new DatasetException(new Problem(kind, file, String.valueOf(cause.getMessage())), cause);
  }
}
