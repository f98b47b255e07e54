package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A way in which the files of a data set lie in a folder. */
interface DatasetLayout {

  /** Whether a folder looks like it; reads no file. */
  boolean recognizes(Path root);

  /** Opens the folder; no image is read. */
  SegmentationDataset open(Path root) throws DatasetException;

  /** Everything that is wrong with the folder, worst first; every sample is decoded. */
  List<Problem> check(Path root) throws IOException;
}
