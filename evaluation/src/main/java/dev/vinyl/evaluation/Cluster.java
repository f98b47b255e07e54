package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.nativeconfig.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Machines that do a part of the work: what {@code vinyl-spark} offers, if it is there. */
public interface Cluster extends AutoCloseable {
  /**
   * Connects to a cluster.
   *
   * @param master where it is, such as {@code local[2]} or {@code spark://host:7077}
   * @throws IllegalStateException if {@code vinyl-spark} or Spark is not on the class path
   * @throws IOException if the cluster does not answer, in one line
   */
  static Cluster connect(String master) throws IOException {
    Provider provider =
        ServiceLoader.load(Provider.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "vinyl-spark is not on the class path; put it there, with Spark"));
    return provider.connect(master);
  }

  /**
   * Scores there.
   *
   * @param dataset folder of the images that are evaluated, which all machines see at this path
   * @param format its layout; empty to recognize it
   * @param device what models run on
   * @param kept a folder of this machine for what is done, so that an interrupted evaluation goes
   *     on; nothing is kept without
   */
  PartScorer scorer(Path dataset, String format, Device.Kind device, Optional<Path> kept);

  /**
   * Writes patch features there, to a folder of Parquet files; an interrupted run goes on.
   *
   * @param model file of this machine
   * @param how which layers, at what size
   * @param dataset folder of images and masks, which all machines see at this path
   * @param format its layout; empty to recognize it
   * @param samples of the data set
   * @param device what the model runs on
   * @param out the folder, which all machines see at this path; there must be none yet
   * @throws IOException one line
   */
  void writeFeatures(
      Path model,
      FeatureExtractor how,
      Path dataset,
      String format,
      List<Sample> samples,
      Device.Kind device,
      Path out,
      FeatureExtractor.Listener listener)
      throws IOException;

  /** Lets the machines go. */
  @Override
  void close();

  /** Makes connections; found as a service. */
  interface Provider {
    /**
     * Connects.
     *
     * @throws IllegalStateException if something is missing here
     * @throws IOException if the cluster does not answer
     */
    Cluster connect(String master) throws IOException;
  }
}
