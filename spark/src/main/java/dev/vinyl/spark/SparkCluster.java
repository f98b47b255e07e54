package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.Cluster;
import dev.vinyl.evaluation.PartScorer;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.nativeconfig.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark cluster for the command. Settings of Spark are system properties, such as {@code
 * -Dspark.executor.memory=4g}.
 */
public final class SparkCluster implements Cluster {
  private final SparkSession session;

  private SparkCluster(SparkSession session) {
    this.session = session;
  }

  /** Starts sessions. */
  public static final class Provider implements Cluster.Provider {
    /** For {@link java.util.ServiceLoader}. */
    public Provider() {}

    @Override
    public Cluster connect(String master) throws IOException {
      try {
        return start(master);
      } catch (NoClassDefFoundError e) {
        throw new IllegalStateException(
            "Spark is not on the class path; put Spark 4.2 (Scala 2.13) there", e);
      }
    }
  }

  private static SparkCluster start(String master) throws IOException {
    SparkSession.Builder builder = SparkSession.builder().appName("vinyl").master(master);
    setUnlessGiven(builder, "spark.ui.enabled", "false");
    setUnlessGiven(builder, "spark.log.level", "ERROR");
    List<String> jars = ApplicationJars.forExecutors(master, Scratch.folder());
    if (!jars.isEmpty()) {
      setUnlessGiven(builder, "spark.jars", String.join(",", jars));
    }
    try {
      return new SparkCluster(builder.getOrCreate());
    } catch (RuntimeException e) {
      throw new IOException(
          "Spark at %s does not answer: %s".formatted(master, PartitionedJob.line(e)), e);
    }
  }

  private static void setUnlessGiven(SparkSession.Builder builder, String key, String value) {
    if (System.getProperty(key) == null) {
      builder.config(key, value);
    }
  }

  @Override
  public PartScorer scorer(Path dataset, String format, Device.Kind device, Optional<Path> kept) {
    SegmentationScoring scoring =
        SegmentationScoring.on(session, source(dataset, format)).device(device);
    return kept.isPresent() ? scoring.resumable(kept.get()) : scoring;
  }

  @Override
  public void writeFeatures(
      Path model,
      FeatureExtractor how,
      Path dataset,
      String format,
      List<Sample> samples,
      Device.Kind device,
      Path out,
      FeatureExtractor.Listener listener)
      throws IOException {
    try {
      FeatureExtraction.on(session, model)
          .extractor(how)
          .device(device)
          .write(
              source(dataset, format), samples, out.toAbsolutePath().toUri().toString(), listener);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // Spark's, which Scala throws undeclared, with pages of stack
      throw new IOException("Spark: " + PartitionedJob.line(e), e);
    }
  }

  private static DatasetSource source(Path dataset, String format) {
    String root = dataset.toAbsolutePath().toString();
    return format.isEmpty() ? DatasetSource.folder(root) : DatasetSource.folder(root, format);
  }

  @Override
  public void close() {
    session.stop();
  }
}
