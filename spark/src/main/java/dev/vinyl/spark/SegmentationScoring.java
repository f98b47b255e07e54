package dev.vinyl.spark;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.EvaluationException;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationPart;
import dev.vinyl.evaluation.PartScorer;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores an evaluation's images in Spark's executors. Results are those of one machine, to the last
 * digit:
 *
 * <pre>{@code
 * DatasetSource pets = DatasetSource.folder("/shared/pets");
 * Evaluation.Outcome found =
 *     new Evaluation(pets.open(), List.of(Path.of("pets.onnx")))
 *         .scorer(SegmentationScoring.on(spark, pets))
 *         .run();
 * }</pre>
 *
 * <p>Each task scores a part of the images, on as many cores as {@code spark.task.cpus}. A model is
 * sent once to each executor and opened there once, for all its tasks. An image that cannot be read
 * is skipped and listed; a task that is lost with its executor runs again. Immutable.
 */
public final class SegmentationScoring implements PartScorer {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentationScoring.class);
  private static final int MOST_IMAGES = 128;
  private static final int FEWEST_PARTS = 8;

  private final SparkSession spark;
  private final DatasetSource dataset;
  private final Device.Kind device;
  private final @Nullable Path partFolder;

  private SegmentationScoring(
      SparkSession spark, DatasetSource dataset, Device.Kind device, @Nullable Path partFolder) {
    this.spark = spark;
    this.dataset = dataset;
    this.device = device;
    this.partFolder = partFolder;
  }

  /**
   * Scoring on a GPU where Spark gives tasks one ({@code spark.task.resource.gpu.amount}), else on
   * processors.
   *
   * @param dataset the one that is evaluated
   */
  public static SegmentationScoring on(SparkSession spark, DatasetSource dataset) {
    return new SegmentationScoring(spark, dataset, Device.Kind.AUTO, null);
  }

  /** On devices of this kind only; a GPU that Spark does not give is an error. */
  public SegmentationScoring device(Device.Kind wanted) {
    return new SegmentationScoring(spark, dataset, wanted, partFolder);
  }

  /**
   * Keeps what is done in a folder of the driver, so that the same evaluation goes on from there
   * after an interruption. It is gone when all is done.
   */
  public SegmentationScoring resumable(Path folder) {
    return new SegmentationScoring(spark, dataset, device, folder);
  }

  @Override
  public EvaluationPart score(Job job, EvaluationListener listener) throws IOException {
    try {
      return run(job, listener);
    } catch (IllegalStateException e) {
      if (!spark.sparkContext().isStopped()) {
        throw e;
      }
      throw new IOException(
          "Spark at %s has ended the application: does the master answer, and has it a worker with free cores and memory?"
              .formatted(spark.sparkContext().master()),
          e);
    }
  }

  private EvaluationPart run(Job job, EvaluationListener listener) throws IOException {
    List<ShippedModel> models = new ArrayList<>();
    for (Path model : job.models()) {
      models.add(ShippedModel.ship(spark.sparkContext(), model));
    }
    List<ScoringTask.Images> parts = parts(job);
    Optional<PartFolder> kept =
        partFolder == null
            ? Optional.empty()
            : Optional.of(PartFolder.open(partFolder, identity(job, models)));
    listener.started(job.samples().size());
    Gathered gathered = new Gathered(job, parts.size(), kept, listener);
    List<ScoringTask.Images> missing = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!gathered.takeKept(i)) {
        missing.add(parts.get(i));
      }
    }
    ScoringTask task = new ScoringTask(UUID.randomUUID().toString(), dataset, models, device, job);
    PartitionedJob.run(
        spark.sparkContext(),
        "score %d images".formatted(job.samples().size()),
        missing,
        task,
        gathered::take);
    EvaluationPart whole = gathered.whole();
    if (kept.isPresent()) {
      kept.get().delete();
    }
    return whole;
  }

  /** Batches are those of one machine, so that sums within a run are the same. */
  private static List<ScoringTask.Images> parts(Job job) {
    int images = job.samples().size();
    int wanted = Math.min(MOST_IMAGES, ceilDiv(images, FEWEST_PARTS));
    int size = ceilDiv(Math.max(1, wanted), job.batch()) * job.batch();
    List<ScoringTask.Images> parts = new ArrayList<>();
    for (int from = 0; from < images; from += size) {
      List<Sample> some = job.samples().subList(from, Math.min(images, from + size));
      parts.add(
          new ScoringTask.Images(
              parts.size(),
              from,
              some.stream().map(SampleRow::of).collect(Collectors.toCollection(ArrayList::new))));
    }
    return parts;
  }

  private static int ceilDiv(int count, int size) {
    return (count + size - 1) / size;
  }

  /** Changes with whatever changes a part. */
  private static String identity(Job job, List<ShippedModel> models) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(VinylVersion.current());
    models.forEach(model -> words.add(model.stem()));
    words.add(job.temperatures().toString());
    words.add(job.options().size() + " " + job.options().running().tiling() + " " + job.batch());
    words.add(job.dataset().classNames() + " " + job.dataset().foreground());
    job.options().metrics().forEach(m -> words.add(m.name() + " " + m.getClass().getName()));
    words.add(stamps(job.samples()));
    return Sha256.hex(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
  }

  /** Changes with the samples' files, as far as their length and time tell. */
  static String stamps(List<Sample> samples) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Sample sample : samples) {
      lines.add(sample.id() + " " + stamp(sample.image()) + " " + stamp(sample.mask()));
    }
    return String.join("\n", lines);
  }

  private static String stamp(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %s %s".formatted(file.toUri(), found.size(), found.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return file.toUri() + " missing";
    }
  }

  /** Puts parts together in their order, whatever the order they come in. */
  private static final class Gathered {
    private final Job job;
    private final Optional<PartFolder> kept;
    private final EvaluationListener listener;
    private final @Nullable EvaluationPart[] parts;
    private final Set<String> metrics;
    private @Nullable EvaluationPart whole;
    private int merged;

    Gathered(Job job, int parts, Optional<PartFolder> kept, EvaluationListener listener) {
      this.job = job;
      this.kept = kept;
      this.listener = listener;
      this.parts = new EvaluationPart[parts];
      this.metrics =
          job.options().metrics().stream()
              .map(metric -> metric.getClass().getPackageName())
              .collect(Collectors.toSet());
    }

    /** Takes a part that an earlier run has left; one that cannot be read is done again. */
    boolean takeKept(int index) throws IOException {
      Optional<byte[]> found = kept.isPresent() ? kept.get().find(index) : Optional.empty();
      if (found.isEmpty()) {
        return false;
      }
      try {
        add(index, new Packed(found.get()).unpackOnly(EvaluationPart.class, metrics));
        return true;
      } catch (IOException e) {
        LOG.warn(
            "part {} of an earlier run cannot be read and is scored again: {}",
            index,
            e.getMessage());
        return false;
      }
    }

    void take(ScoringTask.Answer answer) throws IOException {
      Packed part = answer.part();
      if (part == null) {
        throw new EvaluationException(String.valueOf(answer.failure()));
      }
      if (kept.isPresent()) {
        kept.get().keep(answer.index(), part.bytes());
      }
      add(answer.index(), part.unpack(EvaluationPart.class));
    }

    private void add(int index, EvaluationPart part) {
      int images = part.to() - part.from();
      part.skipped(job.samples()).forEach(listener::skipped);
      parts[index] = part;
      for (EvaluationPart next = next(); next != null; next = next()) {
        parts[merged++] = null;
        if (whole == null) {
          whole = next;
        } else {
          whole.merge(next);
        }
      }
      listener.done(images);
    }

    private @Nullable EvaluationPart next() {
      return merged < parts.length ? parts[merged] : null;
    }

    EvaluationPart whole() {
      if (whole == null || merged < parts.length) {
        throw new IllegalStateException("only %d of %d parts".formatted(merged, parts.length));
      }
      return whole;
    }
  }
}
