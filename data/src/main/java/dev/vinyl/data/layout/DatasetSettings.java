package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.nativeconfig.internal.IoReasons;
import dev.vinyl.runtime.internal.io.StrictYaml;
import dev.vinyl.runtime.internal.io.TextException;
import dev.vinyl.runtime.internal.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file {@code dataset.yaml} in a data set's folder says of it; there need not be one.
 *
 * <pre>{@code
 * masks: stored     # or displayed
 * }</pre>
 *
 * @param masks what the masks were drawn on; null where nobody says
 */
record DatasetSettings(@Nullable MaskConvention masks) {
  static final String FILE = "dataset.yaml";

  private static final DatasetSettings NONE = new DatasetSettings(null);

  /** Whether images are read as they are stored. */
  boolean storedPixels() {
    return masks == MaskConvention.STORED;
  }

  /**
   * Reads the file of a folder, if there is one.
   *
   * @throws DatasetException if it cannot be read, or says something that is not understood
   */
  static DatasetSettings of(Path root) throws DatasetException {
    Path file = root.resolve(FILE);
    if (Files.notExists(file)) {
      return NONE;
    }
    try {
      Object content = StrictYaml.parse(TextFiles.read(file));
      if (content == null) {
        return NONE;
      }
      if (!(content instanceof Map<?, ?> keys)) {
        throw wrong(file, "holds no keys; write lines such as masks: stored");
      }
      for (Object key : keys.keySet()) {
        if (!key.equals("masks")) {
          throw wrong(file, "there is no key %s; known is masks".formatted(key));
        }
      }
      return new DatasetSettings(masks(file, keys.get("masks")));
    } catch (TextException e) {
      throw wrong(file, String.valueOf(e.getMessage()));
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw wrong(file, "cannot be read (%s); check it".formatted(IoReasons.of(e)));
    }
  }

  private static MaskConvention masks(Path file, @Nullable Object value) throws DatasetException {
    for (MaskConvention convention : MaskConvention.values()) {
      if (convention.name().toLowerCase(Locale.ROOT).equals(value)) {
        return convention;
      }
    }
    throw wrong(file, "masks must be stored or displayed, got %s".formatted(value));
  }

  private static DatasetException wrong(Path file, String whatAndWhatToDo) {
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
    DISPLAYED
  }
}
