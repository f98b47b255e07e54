package dev.vinyl.data;

import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.List;

/**
 * Images with one class each. Implementations are immutable and may be used by several threads;
 * they hold names, not pixels.
 */
public interface ClassificationDataset {

  /** A short name for reports, such as the folder's. */
  String name();

  /** The classes in the order of their {@link ClassifiedImage#label() labels}; 2 or more. */
  List<String> classNames();

  /** The images of one split, always in the same order; immutable. */
  List<ClassifiedImage> samples(Split split);

  /**
   * Decodes one image.
   *
   * @return the pixels, [H, W, 3]
   * @throws DatasetException if the file is missing or cannot be decoded
   * @throws IOException if reading fails for another reason
   */
  RgbImage load(ClassifiedImage image) throws IOException;

  /**
   * Identifies the data by its content, whatever folder it is in and whatever seed it is split by:
   * a SHA-256 in lower-case hexadecimal over every image of the data set. Reads all files the first
   * time.
   *
   * @throws DatasetException if a file is missing
   * @throws IOException if reading fails
   */
  String fingerprint() throws IOException;
}
