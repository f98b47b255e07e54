package dev.vinyl.data.layout;

import dev.vinyl.data.DataFingerprint;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SeededOrder;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Every image below a folder, however deep: files whose ending, in upper or lower case, is one of
 * {@code jpg}, {@code jpeg}, {@code jfif}, {@code png}, {@code webp}, {@code bmp}, {@code gif},
 * {@code tif} and {@code tiff}. Hidden files and folders, whose names begin with a full stop, are
 * left out; links are followed.
 *
 * <p>Immutable and safe for use by several threads. Of each image only its relative path is kept,
 * so that hundreds of thousands of them take a few tens of megabytes.
 */
public final class UnlabelledImages {
  private final Path root;
  private final List<String> images;
  private final DataFingerprint<String> fingerprint;

  private UnlabelledImages(Path root, List<String> images) {
    this.root = root;
    this.images = images;
    this.fingerprint =
        new DataFingerprint<>(images, path -> SampleFiles.line(path, root.resolve(path)));
  }

  /**
   * Looks for images, and logs what it skipped as a warning. No file is read; one that is broken
   * comes to light in {@link #load}.
   *
   * @throws DatasetException if there is no such folder, it or a folder in it cannot be listed, or
   *     there is no image at all
   */
  public static UnlabelledImages open(Path root) throws DatasetException {
    Folders.requirePresent(root, "give the folder that holds the images");
    Folders.Listing listing = Folders.imagesBelow(root);
    List<String> images = listing.names();
    if (images.isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              root,
              "neither it nor the folders in it hold an image%s; give a folder with JPEG, PNG, WebP, BMP, GIF or TIFF files"
                  .formatted(
                      listing.passedOver().isEmpty() ? "" : ", but " + listing.passedOver())));
    }
    Folders.report(root, listing.passedOver());
    return new UnlabelledImages(root, images);
  }

  /**
   * Some of the images, as a data set of its own: they keep their paths and their order, and the
   * fingerprint is over them alone. They are the first in the order of the SHA-256 of {@code
   * pretrain/seed/path}, so that fewer of one seed are a part of more.
   *
   * @param size 1 .. number of images
   * @throws DatasetException if there are fewer images than {@code size}
   * @throws IllegalArgumentException if {@code size} is below 1
   */
  public UnlabelledImages subset(int size, long seed) throws DatasetException {
    if (size < 1) {
      throw new IllegalArgumentException("number of images must be 1 or more, got " + size);
    }
    if (size > images.size()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.TOO_FEW_IMAGES,
              root,
              "%d images were asked for, but there are %d; ask for fewer"
                  .formatted(size, images.size())));
    }
    List<String> shuffled = SeededOrder.of(images, path -> path, "pretrain", seed);
    return size == images.size()
        ? this
        : new UnlabelledImages(root, shuffled.subList(0, size).stream().sorted().toList());
  }

  /** The name of the folder. */
  public String name() {
    return Folders.name(root);
  }

  /**
   * The images' paths, relative to the folder and with {@code /} between names, in the order of
   * {@link String#compareTo}; immutable, at least one.
   */
  public List<String> images() {
    return images;
  }

  /**
   * Decodes one image.
   *
   * @param image one of {@link #images()}
   * @return the pixels, [H, W, 3]
   * @throws DatasetException if the file is missing or cannot be decoded
   * @throws IOException if reading fails for another reason
   */
  public RgbImage load(String image) throws IOException {
    return SampleFiles.image(root.resolve(image));
  }

  /**
   * Identifies the images by path and content, wherever the folder is: the SHA-256 in lower-case
   * hexadecimal of one line for each image, in their order, {@code relativePath fileHash} and a
   * line feed in UTF-8, a hash being the SHA-256 of that file. Reads all files the first time.
   *
   * @throws DatasetException if a file cannot be read
   * @throws IOException if reading fails for another reason
   */
  public String fingerprint() throws IOException {
    return fingerprint.value();
  }
}
