package dev.vinyl.evaluation.features;

/** Hears how far an extraction is, from the thread that runs it. */
public interface FeatureListener {
  /** Hears nothing. */
  FeatureListener NONE = (done, total) -> {};

  /**
   * So many images are done, those that were skipped and those of an earlier run included.
   *
   * @param total how many there are
   */
  void done(int done, int total);
}
