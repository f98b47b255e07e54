package dev.vinyl.spark;

import dev.vinyl.data.SegmentationDataset;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The data sets that are open in this JVM, one for each of the latest jobs. */
final class ExecutorDatasets {
  private static final int MOST = 4;

  private static final Map<String, SegmentationDataset> OPENED =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SegmentationDataset> eldest) {
          return size() > MOST;
        }
      };

  private ExecutorDatasets() {}

  /** The data set of a job, opened by the first of its tasks in this JVM. */
  static SegmentationDataset open(String job, DatasetSource source) throws IOException {
    synchronized (OPENED) {
      SegmentationDataset opened = OPENED.get(job);
      if (opened == null) {
        opened = source.open();
        OPENED.put(job, opened);
      }
      return opened;
    }
  }
}
