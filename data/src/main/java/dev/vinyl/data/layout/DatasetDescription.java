package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.Spelling;
import dev.vinyl.runtime.internal.io.StrictYaml;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file {@code dataset.yaml} in a data set's folder says of it; there need not be one.
 *
 * <pre>{@code
 * format: folders               # how the files lie, if it cannot be recognized
 * images: photos/{split}        # folders, or patterns such as photos/{split}/{id}_rgb.png
 * masks: labels/{split}
 * splits: {train: training, val: validation}   # folders for {split}, else list files
 * classes: {sky: 0, house: [1, 2], street: 7}  # or a list, where values count from 0
 * colors: {sky: "#8080c0"}                     # of masks of colours
 * ignore: [255, "#000000"]
 * reduceZeroLabel: false        # true: 0 is ignored, and classes count from 1
 * merge: {vehicle: [car, bus]}
 * resizeMasks: false            # true: a mask may have another size than its image
 * orientation: stored           # or displayed: what masks of turned images were drawn on
 * }</pre>
 *
 * @param file which says it, for messages
 * @param format name of the layout; empty where it is to be recognized
 * @param images folder or pattern of image files; empty where the layout knows
 * @param masks folder or pattern of mask files; empty where the layout knows
 * @param splits folder or list file of each split by its label
 * @param classes which values and colours stand for what
 * @param resizeMasks whether a mask of another size is brought to its image's
 * @param orientation what the masks were drawn on; null where nobody says
 */
record DatasetDescription(
    Path file,
    String format,
    String images,
    String masks,
    Map<String, String> splits,
    ClassKeys classes,
    boolean resizeMasks,
    @Nullable MaskConvention orientation) {
  static final String FILE = "dataset.yaml";

  private static final List<String> KEYS =
      List.of(
          "format",
          "images",
          "masks",
          "splits",
          "classes",
          "colors",
          "ignore",
          "reduceZeroLabel",
          "merge",
          "resizeMasks",
          "orientation");

  /** Whether images are read as they are stored. */
  boolean storedPixels() {
    return orientation == MaskConvention.STORED;
  }

  /** Whether it says where the files are. */
  boolean namesFiles() {
    return !images.isEmpty() || !masks.isEmpty();
  }

  /** The same, laid out as somebody says. */
  DatasetDescription withFormat(String other) {
    return new DatasetDescription(
        file, other, images, masks, splits, classes, resizeMasks, orientation);
  }

  /** One that says nothing. */
  static DatasetDescription none(Path root) {
    return new DatasetDescription(
        root.resolve(FILE), "", "", "", Map.of(), ClassKeys.NONE, false, null);
  }

  /**
   * Reads the file of a folder, if there is one.
   *
   * @throws DatasetException if it cannot be read, or says something that is not understood
   */
  static DatasetDescription of(Path root) throws DatasetException {
    Path file = root.resolve(FILE);
    return Files.notExists(file) ? none(root) : read(file);
  }

  /**
   * Reads a file.
   *
   * @throws DatasetException if it cannot be read, or says something that is not understood
   */
  static DatasetDescription read(Path file) throws DatasetException {
    try {
      Object content = StrictYaml.parse(TextFiles.read(file));
      if (content == null) {
        return none(Folders.parent(file)); // a comment, perhaps
      }
      if (!(content instanceof Map<?, ?> keys)) {
        throw wrong(file, "holds no keys; write lines such as orientation: stored");
      }
      for (Object key : keys.keySet()) {
        if (!KEYS.contains(key)) {
          throw wrong(
              file,
              "there is no key %s%s; known are %s"
                  .formatted(key, meant(key), String.join(", ", KEYS)));
        }
      }
      return of(new Keys(keys), file);
    } catch (TextException | IllegalArgumentException e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw wrong(file, "cannot be read (%s); check it".formatted(IoReasons.of(e)));
    }
  }

  private static DatasetDescription of(Keys keys, Path file) {
    String masks = keys.text("masks");
    MaskConvention orientation = MaskConvention.of("orientation", keys.text("orientation"));
    if (MaskConvention.isOne(masks)) { // what this key meant before there were other layouts
      orientation = MaskConvention.of("masks", masks);
      masks = "";
    }
    return new DatasetDescription(
        file,
        keys.text("format"),
        keys.text("images"),
        masks,
        keys.texts("splits"),
        ClassKeys.of(keys),
        keys.flag("resizeMasks"),
        orientation);
  }

  private static String meant(Object key) {
    List<String> near = Spelling.near(key.toString(), KEYS, 1);
    return near.isEmpty() ? "" : "; did you mean %s".formatted(near.get(0));
  }

  static DatasetException wrong(Path file, String whatAndWhatToDo) {
    return new DatasetException(Problem.of(Problem.Kind.BAD_SETTINGS, file, whatAndWhatToDo));
  }

  /**
   * What masks were drawn on, for images that are stored turned and say so (EXIF orientation).
   * Annotation tools differ in this.
   */
  enum MaskConvention {
    /** On the pixels as the file holds them: such images are read without being turned. */
    STORED,
    /** On the image as viewers show it, upright. */
    DISPLAYED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static boolean isOne(String text) {
      return text.equals(STORED.label()) || text.equals(DISPLAYED.label());
    }

    static @Nullable MaskConvention of(String key, String text) {
      if (text.isEmpty()) {
        return null;
      }
      for (MaskConvention convention : values()) {
        if (convention.label().equals(text)) {
          return convention;
        }
      }
      throw new IllegalArgumentException(
          "%s must be stored or displayed, got %s".formatted(key, text));
    }
  }
}
