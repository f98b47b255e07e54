package dev.vinyl.cli;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.Datasets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** How a data set is laid out, where that is not to be recognized. */
final class DataFormatOption {
  @Option(
      names = "--data-format",
      paramLabel = "FORMAT",
      defaultValue = "",
      completionCandidates = Formats.class,
      description =
          "How the data set is laid out: ${COMPLETION-CANDIDATES}; recognized unless given here or "
              + "in its dataset.yaml.")
  private String format;

  /** The names of all layouts. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Datasets.formats().iterator();
    }
  }

  /** The layout that was named, or nothing. */
  String name() {
    return format;
  }

  /** Opens a data set. */
  SegmentationDataset open(Path data) throws IOException {
    return Datasets.open(data, format);
  }

  /** Looks at every sample of a data set. */
  Datasets.Looked look(Path data) throws IOException {
    return Datasets.look(data, format);
  }

  /** Whether a path is a data set with masks. */
  boolean isLabelled(Path data) {
    return !format.isEmpty() || Datasets.isLabelled(data);
  }
}
