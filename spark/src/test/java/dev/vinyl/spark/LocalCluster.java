package dev.vinyl.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A cluster of two executors with a core each, in processes of their own. */
final class LocalCluster {
  private LocalCluster() {}

  static SparkSession start() throws IOException {
    return builder().getOrCreate();
  }

  static SparkSession.Builder builder() throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    return SparkSession.builder()
        .master("local-cluster[2,1,1536]")
        .appName("vinyl")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.executor.memory", "1g")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config(
            "spark.executor.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary);
  }
}
