package dev.vinyl.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A cluster of two executors with a core each, in processes of their own, for all tests. */
final class LocalCluster {
  private static final class Holder {
    private static final SparkSession SESSION = start();
  }

  private LocalCluster() {}

  /** The session, which nobody stops but the end of the JVM. */
  static SparkSession session() {
    return Holder.SESSION;
  }

  /** Where the files of {@link AwayFileSystem} really are. */
  static Path away() throws IOException {
    return Files.createDirectories(home().resolve("away"));
  }

  private static Path home() {
    return Path.of(System.getenv("SPARK_HOME"));
  }

  private static SparkSession start() {
    try {
      Path home = home();
      Files.createDirectories(home.resolve("jars"));
      Path temporary = Files.createDirectories(home.resolve("tmp"));
      return SparkSession.builder()
          .master("local-cluster[2,1,1536]")
          .appName("vinyl")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.hadoop.fs.away.impl", AwayFileSystem.class.getName())
          .config("spark.hadoop." + AwayFileSystem.ROOT, away().toString())
          .config("spark.executor.memory", "1g")
          .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
          .config(
              "spark.executor.extraJavaOptions",
              "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary)
          .getOrCreate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
