package dev.vinyl.cli;

import dev.vinyl.evaluation.Cluster;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the work is done on a Spark cluster. */
final class SparkOption {
  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Work on a Spark cluster, local[N] or spark://HOST:PORT; every machine has to see the"
              + " images at the same path.")
  private @Nullable String master;

  boolean wanted() {
    return master != null;
  }

  /** The cluster, connected; empty where this machine works alone. */
  Optional<Cluster> connect() throws IOException {
    return master == null ? Optional.empty() : Optional.of(Cluster.connect(master));
  }
}
