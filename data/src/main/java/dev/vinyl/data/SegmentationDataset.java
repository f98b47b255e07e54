package dev.vinyl.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Images with a class for every pixel. Implementations are immutable and may be used by several
 * threads; they hold names, not pixels.
 */
public interface SegmentationDataset {

  /** A short name for reports, such as the folder's. */
  String name();

  /** The classes in the order of their indices in {@link LabelledImage#target()}. */
  List<String> classNames();

  /**
   * Which classes are the object and its border, for scores of the foreground alone; empty where
   * that makes no sense.
   */
  default Optional<Foreground> foreground() {
    return Optional.empty();
  }

  /** The samples of one split, always in the same order; immutable. */
  List<Sample> samples(Split split);

  /**
   * Images that a training may be validated on: those of {@link Split#VAL}, or, where there are
   * none and {@link Split#TRAIN} is only a part of the images that might be trained on, the others,
   * which are in no split. Always in the same order; immutable; may be empty.
   */
  default List<Sample> validationSamples() {
    return samples(Split.VAL);
  }

  /**
   * Decodes one image and its ground truth.
   *
   * @throws DatasetException if a file is missing or unreadable, or the two do not fit together
   * @throws IOException if reading fails for another reason
   */
  LabelledImage load(Sample sample) throws IOException;

  /**
   * What makes it doubtful whether masks fit their images, in one line; whoever trains on images or
   * scores them says it once. Nothing is decoded; an image that cannot be read is said so by {@link
   * #load}.
   *
   * @param samples the ones that will be loaded
   */
  default Optional<String> doubts(List<Sample> samples) {
    return Optional.empty();
  }

  /**
   * Identifies the data by its content, whatever folder it is in and however it is split: a SHA-256
   * in lower-case hexadecimal over every image of the data set. Reads all files the first time.
   *
   * @throws DatasetException if a file is missing
   * @throws IOException if reading fails
   */
  String fingerprint() throws IOException;

  /**
   * The classes of an object in front of everything else.
   *
   * @param object name of the object's class
   * @param border name of the class whose pixels are left out, since they may belong to either side
   */
  record Foreground(String object, String border) implements Serializable {

    /** Checks that nothing is missing. */
    public Foreground {
      Objects.requireNonNull(object, "object");
      Objects.requireNonNull(border, "border");
    }
  }
}
