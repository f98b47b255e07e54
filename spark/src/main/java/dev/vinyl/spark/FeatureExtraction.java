package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.features.TokenModel;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Patch features of images in Spark's executors, as a table: a row for each patch, with the columns
 * of a file of features ({@link FeatureStore}) and {@code error}. An image that cannot be read is
 * one row with its error.
 *
 * <pre>{@code
 * FeatureExtraction extraction = FeatureExtraction.on(spark, Path.of("encoder.onnx"));
 * extraction.ofFiles("hdfs://host/images").write().parquet("hdfs://host/features");
 * }</pre>
 *
 * <p>Tables are lazy, as all of Spark's: the model runs when rows are asked for. Immutable.
 */
public final class FeatureExtraction {
  private static final int IMAGES_OF_PART = 64;
  private static final int IMAGES_OF_GROUP = 2048;
  private static final List<String> ENDINGS =
      List.of(".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp");

  private final SparkSession spark;
  private final Path model;
  private final FeatureExtractor how;
  private final Device.Kind device;

  private FeatureExtraction(
      SparkSession spark, Path model, FeatureExtractor how, Device.Kind device) {
    this.spark = spark;
    this.model = model;
    this.how = how;
    this.device = device;
  }

  /**
   * The tokens after the final LayerNorm, on a GPU where Spark gives tasks one, else on processors.
   *
   * @param model file of the driver: an encoder, or a segmenter that gives tokens
   */
  public static FeatureExtraction on(SparkSession spark, Path model) {
    return new FeatureExtraction(spark, model, FeatureExtractor.standard(), Device.Kind.AUTO);
  }

  /** With these layers, at this size; cores and device are Spark's, and tokens have 32 bits. */
  public FeatureExtraction extractor(FeatureExtractor other) {
    return new FeatureExtraction(spark, model, other.withFloat16(false), device);
  }

  /** On devices of this kind only; a GPU that Spark does not give is an error. */
  public FeatureExtraction device(Device.Kind wanted) {
    return new FeatureExtraction(spark, model, how, wanted);
  }

  /**
   * Features and labels of a data set's images.
   *
   * @param samples of the data set
   * @throws IOException if the model gives no tokens or cannot be opened, in one line
   */
  public Dataset<Row> of(DatasetSource dataset, List<Sample> samples) throws IOException {
    FeatureInfo info = info(FeatureImages.of(dataset.open(), samples));
    return table(parallelized(samples), task(dataset, info), info);
  }

  /**
   * Writes features and labels of a data set's images to a folder of Parquet files, a few thousand
   * images at a time. What an interrupted run has finished is not done again.
   *
   * @param samples of the data set
   * @param out the folder, of any file system that Hadoop knows; there must be none yet
   * @param listener hears how many images are done
   * @throws IOException as {@link #of(DatasetSource, List)}, or if the folder is there already
   */
  public void write(
      DatasetSource dataset, List<Sample> samples, String out, FeatureExtractor.Listener listener)
      throws IOException {
    String identity =
        String.join(
            "\n",
            VinylVersion.current(),
            Sha256.hex(model),
            how.layers() + " " + how.imageSize(),
            SegmentationScoring.stamps(samples));
    Configuration settings = spark.sparkContext().hadoopConfiguration();
    FeatureFolder folder =
        FeatureFolder.open(out, Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)), settings);
    FeatureInfo info = info(FeatureImages.of(dataset.open(), samples));
    FeatureTask task = task(dataset, info);
    for (int from = 0; from < samples.size(); from += IMAGES_OF_GROUP) {
      int group = from / IMAGES_OF_GROUP;
      int to = Math.min(samples.size(), from + IMAGES_OF_GROUP);
      if (!folder.isDone(group)) {
        table(parallelized(samples.subList(from, to)), task, info)
            .write()
            .mode(SaveMode.Overwrite)
            .parquet(folder.group(group));
      }
      listener.done(to, samples.size());
    }
    folder.finish();
  }

  /**
   * Features of images without labels.
   *
   * @param images a table with a column {@code path} and, if it has been read, {@code content}, as
   *     {@code spark.read().format("binaryFile")} gives it; empty content is an error of that
   *     image. Its parts stay as they are
   * @throws IOException as {@link #of(DatasetSource, List)}
   */
  public Dataset<Row> of(Dataset<Row> images) throws IOException {
    List<String> columns = Arrays.asList(images.columns());
    if (!columns.contains("path")) {
      throw new IllegalArgumentException(
          "the table of images needs a column path, it has " + columns);
    }
    boolean read = columns.contains("content");
    Dataset<Row> wanted = read ? images.select("path", "content") : images.select("path");
    JavaRDD<FeatureTask.Image> rdd = wanted.toJavaRDD().map(row -> image(row, read));
    FeatureInfo info = info(new EncodedImages(List.of()));
    return table(rdd, task(null, info), info);
  }

  private static FeatureTask.Image image(Row row, boolean read) {
    String path = row.getString(0);
    if (!read) {
      return FeatureTask.Image.ofFile(path);
    }
    return FeatureTask.Image.ofContent(path, row.isNullAt(1) ? new byte[0] : row.getAs(1));
  }

  /**
   * Features of all images below a folder, by the endings of their names; empty files and names
   * that begin with a dot are listed too, unlike by Spark.
   *
   * @param folder of any file system that Hadoop knows
   * @throws IOException if there is no image, and as {@link #of(DatasetSource, List)}
   */
  public Dataset<Row> ofFiles(String folder) throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder);
    FileSystem files = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    List<String> names = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = files.listFiles(root, true);
    while (found.hasNext()) {
      String uri = found.next().getPath().toString();
      String lower = uri.toLowerCase(Locale.ROOT);
      if (ENDINGS.stream().anyMatch(lower::endsWith)) {
        names.add(uri);
      }
    }
    if (names.isEmpty()) {
      throw new IOException("%s: there is no image in it".formatted(folder));
    }
    FeatureInfo info = info(new EncodedImages(List.of()));
    JavaRDD<FeatureTask.Image> images =
        parallelize(names.stream().sorted().map(FeatureTask.Image::ofFile).toList());
    return table(images, task(null, info), info);
  }

  /**
   * A file of features that one machine has written, as a table with the same columns.
   *
   * @param file which all machines see at this path
   * @throws IOException if it cannot be read
   */
  public static Dataset<Row> read(SparkSession spark, Path file) throws IOException {
    FeatureStore store = FeatureStore.open(file);
    List<Integer> firsts = new ArrayList<>();
    for (int i = 0; i < store.ids().size(); i += IMAGES_OF_PART) {
      firsts.add(i);
    }
    FeatureFileTask task = new FeatureFileTask(file.toAbsolutePath().toString(), IMAGES_OF_PART);
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(firsts, firsts.size())
            .flatMap(task);
    return spark.createDataFrame(rows, FeatureRows.schema(store.info()));
  }

  private FeatureInfo info(FeatureImages images) throws IOException {
    try (TokenModel opened = TokenModel.open(model, how)) {
      return opened.info(images);
    }
  }

  private JavaRDD<FeatureTask.Image> parallelized(List<Sample> samples) {
    return parallelize(samples.stream().map(FeatureTask.Image::of).toList());
  }

  private JavaRDD<FeatureTask.Image> parallelize(List<FeatureTask.Image> images) {
    int parts = Math.max(1, (images.size() + IMAGES_OF_PART - 1) / IMAGES_OF_PART);
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(images, parts);
  }

  private FeatureTask task(@Nullable DatasetSource dataset, FeatureInfo info) throws IOException {
    ShippedModel shipped = ShippedModel.ship(spark.sparkContext(), model);
    String job = UUID.randomUUID().toString();
    return new FeatureTask(job, dataset, shipped, FeatureRows.of(info), device, how);
  }

  private Dataset<Row> table(
      JavaRDD<FeatureTask.Image> images, FeatureTask task, FeatureInfo info) {
    return spark.createDataFrame(images.mapPartitions(task), FeatureRows.schema(info));
  }
}
