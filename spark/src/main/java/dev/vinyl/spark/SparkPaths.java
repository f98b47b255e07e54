package dev.vinyl.spark;

import dev.vinyl.spark.internal.hadoop.HadoopFileSystemProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;

/**
 * Files of any file system that Spark's Hadoop knows, as paths that everything in Vinyl can read:
 *
 * <pre>{@code
 * SegmentationDataset pets = Datasets.open(SparkPaths.of("hdfs://namenode/pets"));
 * }</pre>
 *
 * <p>File systems are set up by what Spark's configuration says under {@code spark.hadoop.}, such
 * as {@code spark.hadoop.fs.s3a.endpoint}, on the driver and in executors. What a program changes
 * in {@code SparkContext.hadoopConfiguration()} holds on the driver alone.
 */
public final class SparkPaths {
  private static final String HADOOP = "spark.hadoop.";

  /** One letter would be a drive of Windows. */
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private static final HadoopFileSystemProvider PROVIDER =
      new HadoopFileSystemProvider(SparkPaths::configuration);

  /** What the executor of a Spark application was told. */
  private record Told(@Nullable SparkEnv by, Configuration configuration) {}

  private static volatile @Nullable Told told;

  private SparkPaths() {}

  /**
   * A path, which is not looked at yet.
   *
   * @param location as in Spark, names as they are, without {@code %20}: {@code hdfs://namenode/my
   *     pets}. With the scheme {@code file}, or without one, it is a path of this machine. Others
   *     can be read only; writing throws {@link java.nio.file.ReadOnlyFileSystemException}
   * @throws IllegalArgumentException if it is no location of a file
   */
  public static Path of(String location) {
    return SCHEME.matcher(location).matches()
        ? of(new org.apache.hadoop.fs.Path(location).toUri())
        : Path.of(location);
  }

  /** The path that {@link Path#toUri} made this of. */
  static Path of(URI uri) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "file");
    if (scheme.toLowerCase(Locale.ROOT).equals("file")) {
      return Path.of(uri);
    }
    return PROVIDER.getPath(uri);
  }

  /**
   * The folder of a data set. Whether something is there is asked at once, since a file system that
   * cannot be reached would later look like a folder that is missing.
   *
   * @throws IOException one line, if the file system cannot be asked
   */
  static Path folder(String location) throws IOException {
    Path folder = of(location);
    if (folder.getFileSystem() == FileSystems.getDefault()) {
      return folder;
    }
    try {
      Files.readAttributes(folder, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return folder; // layouts know best what to say
    } catch (FileSystemException e) {
      throw new IOException(
          "%s: cannot be read (%s); check its address and Spark's settings spark.hadoop.*"
              .formatted(folder, Objects.requireNonNullElse(e.getReason(), "permission denied")),
          e);
    }
    return folder;
  }

  /** The session's, which a program may have changed; in a task what came with the application. */
  private static Configuration configuration() {
    Option<SparkSession> session = SparkSession.getActiveSession();
    if (session.isEmpty()) {
      session = SparkSession.getDefaultSession();
    }
    if (session.isDefined()) {
      return session.get().sparkContext().hadoopConfiguration();
    }
    SparkEnv environment = SparkEnv.get();
    Told now = told;
    if (now == null || now.by() != environment) {
      now = new Told(environment, configuration(environment == null ? null : environment.conf()));
      told = now;
    }
    return now.configuration();
  }

  private static Configuration configuration(@Nullable SparkConf settings) {
    Configuration configuration = new Configuration();
    if (settings != null) {
      for (Tuple2<String, String> setting : settings.getAllWithPrefix(HADOOP)) {
        configuration.set(setting._1(), setting._2());
      }
    }
    return configuration;
  }
}
