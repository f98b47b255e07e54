package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A way in which the files of a data set lie in a folder. */
interface DatasetLayout {

  /** What {@code --data-format} and the key {@code format} call it. */
  String name();

  /** Whether a folder, or a single file, looks like it; looks at names, and at most into lists. */
  boolean recognizes(Path root);

  /**
   * Opens the folder; no image is read.
   *
   * @param doubts told of what is wrong but does not keep the rest from being used
   */
  SegmentationDataset open(Path root, DatasetDescription description, Consumer<Problem> doubts)
      throws DatasetException;

  /**
   * Everything that is wrong with the folder, worst first; every sample is decoded.
   *
   * @param report told of the data set, if it can be opened, and of the samples that are well
   */
  default List<Problem> check(
      Path root, DatasetDescription description, DatasetReport.Builder report) throws IOException {
    List<Problem> problems = new ArrayList<>();
    try {
      SegmentationDataset dataset = open(root, description, problems::add);
      report.of(dataset);
      problems.addAll(SampleCheck.of(dataset, description, report::add));
    } catch (DatasetException e) {
      problems.add(e.problem());
    }
    return problems;
  }
}
