package dev.vinyl.data;

import dev.vinyl.runtime.internal.io.VisibleText;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One thing that is wrong with a data set.
 *
 * @param kind what sort of thing
 * @param file the file or folder to look at
 * @param text one line for the reader: the file, what is wrong with it, what to do
 */
public record Problem(Kind kind, Path file, String text) {

  /** The sorts of problem. */
  public enum Kind {
    /** The folder of the data set, its images or its masks is not there. */
    MISSING_FOLDER,
    /** A list file is not there. */
    MISSING_LIST,
    /** A folder cannot be listed. */
    UNREADABLE_FOLDER,
    /** A file's or folder's name is no text in the system's encoding. */
    UNREADABLE_NAME,
    /** A list file or a line of it cannot be understood. */
    BAD_LIST,
    /** A list names an image twice. */
    DUPLICATE_NAME,
    /** An image is for training and for testing. */
    IN_BOTH_SPLITS,
    /** A split names an image that the list of all images lacks. */
    NOT_IN_LIST,
    /** An image that is listed, or that a mask belongs to, is not there. */
    MISSING_IMAGE,
    /** An image has no mask. */
    MISSING_MASK,
    /** An image cannot be decoded. */
    UNREADABLE_IMAGE,
    /** A mask cannot be decoded, or is not an image of one channel. */
    UNREADABLE_MASK,
    /** A mask has a value that stands for no class, or ignores every pixel. */
    MASK_VALUE,
    /** A mask has another size than its image. */
    MASK_SIZE,
    /** An image is stored turned, and nobody says whether its mask was drawn on it so. */
    ORIENTATION,
    /** The file {@code dataset.yaml} cannot be understood. */
    BAD_SETTINGS,
    /** There are fewer images than asked for or needed. */
    TOO_FEW_IMAGES,
    /** There are fewer than two classes. */
    TOO_FEW_CLASSES,
    /** A class is only in one of the splits. */
    CLASS_IN_ONE_SPLIT,
    /** The folder to write to holds something else. */
    NOT_EMPTY
  }

  /** Checks that nothing is missing, and writes out what nobody could see in the text. */
  public Problem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
    text = VisibleText.of(Objects.requireNonNull(text, "text"));
  }

  /** A problem whose text is "{@code file: whatAndWhatToDo}". */
  public static Problem of(Kind kind, Path file, String whatAndWhatToDo) {
    return new Problem(kind, file, file + ": " + whatAndWhatToDo);
  }
}
