package dev.vinyl.spark;

import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.layout.Datasets;
import java.io.IOException;
import java.io.Serializable;

/**
 * Opens a data set, on the driver and once in each executor. It is sent there, so that what it
 * keeps has to be serializable:
 *
 * <pre>{@code
 * DatasetSource pets = () -> OxfordPets.open(Path.of("/shared/pets"));
 * }</pre>
 */
@FunctionalInterface
public interface DatasetSource extends Serializable {
  /**
   * Opens the data set.
   *
   * @throws IOException one line that says what is wrong with it
   */
  SegmentationDataset open() throws IOException;

  /**
   * A folder of any layout that {@link Datasets} knows.
   *
   * @param root where every machine sees it: a path, or a location in any file system that Spark
   *     knows, as {@code hdfs://namenode/pets}; see {@link SparkPaths#of}
   */
  static DatasetSource folder(String root) {
    return () -> Datasets.open(SparkPaths.folder(root));
  }

  /** As {@link #folder(String)}, of one layout; see {@link Datasets#formats}. */
  static DatasetSource folder(String root, String format) {
    return () -> Datasets.open(SparkPaths.folder(root), format);
  }
}
