package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds out how a folder of images and masks is laid out, and opens it. This is the only place that
 * knows all layouts.
 */
public final class Datasets {
  private static final List<DatasetLayout> LAYOUTS = List.of(OxfordPets.LAYOUT);

  private Datasets() {}

  /**
   * Opens a data set in any layout that is known.
   *
   * @throws DatasetException if the folder has no known layout, or is not as its layout wants it
   */
  public static SegmentationDataset open(Path root) throws DatasetException {
    return layout(root).open(root);
  }

  /** Whether a folder looks like a data set with masks in a layout that is known. */
  public static boolean isLabelled(Path root) {
    return LAYOUTS.stream().anyMatch(layout -> layout.recognizes(root));
  }

  /**
   * Everything that is wrong with a data set, worst first; every sample is decoded.
   *
   * @return immutable; empty if all is well
   * @throws IOException if a folder that is there cannot be listed
   */
  public static List<Problem> check(Path root) throws IOException {
    return layout(root).check(root);
  }

  /** The one that recognizes the folder; else the first, whose complaints say what it wants. */
  private static DatasetLayout layout(Path root) {
    return LAYOUTS.stream()
        .filter(layout -> layout.recognizes(root))
        .findFirst()
        .orElse(LAYOUTS.get(0));
  }
}
